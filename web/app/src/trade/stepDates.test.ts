import { expect, test } from "vitest";
import { stepDate, stepDay } from "./stepDates";

const today = "2026-11-30";

test("a step has the day of the first of its fields that holds one", () => {
  const fields = { openedDate: "2026-11-16", closeOfEscrowDate: "2026-12-11", actualCloseDate: "" };
  expect(stepDay("escrow", "open", fields)).toBe("2026-11-16");
  expect(stepDay("escrow", "closed", fields)).toBe("2026-12-11");
  expect(stepDay("escrow", "closed", { ...fields, actualCloseDate: "2026-12-09" })).toBe("2026-12-09");
  expect(stepDay("escrow", "contingent", fields)).toBeUndefined();
  expect(stepDay("listing", "Active", { OnMarketDate: "soon" })).toBeUndefined();
});

test("the step where a record is tells for how long, others their day", () => {
  expect(stepDate("2026-11-16", false, today)).toBe("Nov 16");
  expect(stepDate("2026-11-19", true, today)).toBe("11 days");
  expect(stepDate("2026-11-29", true, today)).toBe("1 day");
  expect(stepDate("2026-12-11", true, today)).toBe("Dec 11"); // closed ahead of its day
  expect(stepDate(undefined, false, today)).toBe("");
});
