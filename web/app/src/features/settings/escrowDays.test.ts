import { expect, test } from "vitest";
import { readDays } from "./escrowDays";

const days = { deposit: 3, investigation: 17, appraisal: 17, loan: 21 };

test.each([
  ["", "A whole number of days, such as 17"],
  ["-1", "A whole number of days, such as 17"],
  ["1.5", "A whole number of days, such as 17"],
  ["1e2", "A whole number of days, such as 17"],
  ["soon", "A whole number of days, such as 17"],
  ["366", "365 days at most"],
  ["99999999999999999999", "365 days at most"],
])("%j is no number of days", (text, fault) => {
  expect(readDays(days, { loan: text })).toEqual({ ok: false, faults: { loan: fault } });
});

test("only days that are others are sent", () => {
  expect(readDays(days, {})).toEqual({ ok: true, changed: {}, isSame: true });
  expect(readDays(days, { loan: " 25 ", appraisal: "17", deposit: "0" })).toEqual({
    ok: true,
    changed: { loan: 25, deposit: 0 },
    isSame: false,
  });
});
