import { expect, test } from "vitest";
import { countdown, elapsed } from "./countdown";
import { daysBetween } from "./days";

const today = "2026-12-01";

test.each([
  ["2026-12-01", "today", "amber"],
  ["2026-12-02", "tomorrow", "amber"],
  ["2026-12-05", "Dec 5, 4 days", undefined],
  ["2026-12-15", "Dec 15, 14 days", undefined],
  ["2026-12-16", "Dec 16", undefined],
  ["2027-02-28", "Feb 28, 2027", undefined],
  ["2026-11-30", "1 day overdue", "red"],
  ["2026-11-01", "30 days overdue", "red"],
])("what is due on %s is %s", (due, text, urgency) => {
  expect(countdown(due, today)).toMatchObject({ text, urgency });
});

test("what is no day has no countdown", () => {
  expect(countdown("", today)).toBeUndefined();
  expect(countdown("2026-13-40", today)).toBeUndefined();
  expect(daysBetween(today, "soon")).toBeUndefined();
});

test("the days between two days don't depend on the clock's change", () => {
  expect(daysBetween("2026-03-07", "2026-03-09")).toBe(2);
  expect(daysBetween("2026-10-31", "2026-11-02")).toBe(2);
  expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
});

test("the time that is over stays between nothing and all", () => {
  expect(elapsed("2026-11-21", "2026-12-11", today)).toBe(0.5);
  expect(elapsed("2026-12-02", "2026-12-11", today)).toBe(0);
  expect(elapsed("2026-11-01", "2026-11-11", today)).toBe(1);
  expect(elapsed("2026-12-11", "2026-12-11", today)).toBe(0);
});
