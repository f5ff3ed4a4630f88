import { expect, test } from "vitest";
import {
  addDays,
  awayInWords,
  daysBetween,
  dueInWords,
  isDay,
  monthEnd,
  monthStart,
  shortDay,
  weekStart,
} from "./days";
import { dayIn, isZone, momentOf, wallTime } from "./zone";

const zone = "America/Los_Angeles";

test("days are counted over ends of months and leap days", () => {
  expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
  expect(daysBetween("2026-12-31", "2026-12-01")).toBe(-30);
  expect([monthStart("2026-12-15", 1), monthEnd("2026-01-31", 1)]).toEqual(["2027-01-01", "2026-02-28"]);
  expect(weekStart("2026-12-01")).toBe("2026-11-29");
  for (const day of ["2028-02-29", "2000-02-29", "2026-12-31", "2026-04-30"]) expect(isDay(day)).toBe(true);
  for (const day of ["2027-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31"])
    expect(isDay(day)).toBe(false);
  expect([isDay("2026-02-30"), isDay("2026-2-3"), isDay(20260203), isDay("2026-02-28")]).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test("days are said as people say them", () => {
  expect(["2026-12-01", "2026-12-02", "2026-11-29", "2026-12-09"].map((day) => awayInWords(day, "2026-12-01"))).toEqual(
    ["today", "tomorrow", "2 days ago", "in 8 days"],
  );
  expect(["2026-11-30", "2026-11-20", "2026-12-01", "2027-01-02"].map((day) => dueInWords(day, "2026-12-01"))).toEqual([
    "1 day late",
    "11 days late",
    "today",
    "Jan 2, 2027",
  ]);
});

test("what is no day is said as it stands, and is no number of days away", () => {
  for (const text of ["soon", "", "2026-13-40", "2026-02-30"]) {
    expect(daysBetween("2026-12-01", text)).toBeUndefined();
    expect(daysBetween(text, "2026-12-01")).toBeUndefined();
    expect([awayInWords(text, "2026-12-01"), dueInWords(text, "2026-12-01")]).toEqual(["", text]);
    expect(shortDay(text, "2026-12-01")).toBe(text);
  }
});

test("a moment has a wall clock in a zone, and back, over both changes of the clocks", () => {
  for (const [day, minutes] of [
    ["2026-03-08", 60],
    ["2026-03-08", 240],
    ["2026-11-01", 30],
    ["2026-11-01", 240],
    ["2026-12-31", 1439],
  ] as const) {
    expect(wallTime(momentOf(day, minutes, zone), zone)).toEqual({ day, minutes });
  }
  expect(new Date(momentOf("2026-12-01", 540, zone)).toISOString()).toBe("2026-12-01T17:00:00.000Z");
  expect(new Date(momentOf("2026-11-01", 90, zone)).toISOString()).toBe("2026-11-01T08:30:00.000Z"); // comes twice
  expect(wallTime(momentOf("2026-03-08", 150, zone), zone).day).toBe("2026-03-08"); // never comes
  expect(dayIn(Date.parse("2026-12-01T07:59:59Z"), zone)).toBe("2026-11-30");
  expect([isZone(zone), isZone("Mars/Olympus"), isZone("")]).toEqual([true, false, false]);
});
