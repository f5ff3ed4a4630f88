import { expect, test } from "vitest";
import { dayOfValue, textOnDay } from "./days";

const date = { kind: "date", name: "close", label: "Close" } as const;
const time = { kind: "time", name: "DTSTART", label: "Start" } as const;
const zone = "America/Los_Angeles";

test("a chosen day keeps the time of day, in the record's zone", () => {
  const late = "2026-12-05T03:30:00Z"; // the 4th in California
  expect(dayOfValue(time, late, zone)).toBe("2026-12-04");
  expect(textOnDay(time, "2026-12-09", late, zone)).toBe("Dec 9, 2026, 7:30 PM");
});

test("where there is no time yet, it is the day alone; a date has none", () => {
  expect(textOnDay(time, "2026-12-09", undefined, zone)).toBe("Dec 9, 2026");
  expect(textOnDay(date, "2026-12-09", "2026-12-04", zone)).toBe("Dec 9, 2026");
  expect(dayOfValue(date, "2026-02-30", zone)).toBeUndefined();
});
