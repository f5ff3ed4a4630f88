import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { escrow } from "../fixtures";
import { above, blocksOf, entriesOf, keyOf } from "./entries";
import { dayNamed, daysShown, moved, spanInWords, spanNamed } from "./span";

const zone = "America/Los_Angeles";

function appointment(DTSTART: string, DTEND: string, fields: Record<string, unknown> = {}): Row {
  return escrow({ SUMMARY: DTSTART, DTSTART, DTEND, TZID: zone, ...fields }, { type: "appointment" });
}

const blocks = (rows: Row[], day: string) =>
  blocksOf(entriesOf(rows, zone), day, zone).map(({ from, to, lane, lanes }) => [from, to, lane, lanes]);

test("appointments stand at their hours in the zone, beside those that they overlap", () => {
  const rows = [
    appointment("2026-12-01T17:00:00Z", "2026-12-01T18:00:00Z"), // 9 to 10
    appointment("2026-12-01T17:30:00Z", "2026-12-01T18:30:00Z"),
    appointment("2026-12-01T18:00:00Z", "2026-12-01T19:00:00Z"), // takes the first lane again
    appointment("2026-12-01T22:00:00Z", "2026-12-01T23:00:00Z"), // alone
  ];
  expect(blocks(rows, "2026-12-01")).toEqual([
    [540, 600, 0, 2],
    [570, 630, 1, 2],
    [600, 660, 0, 2],
    [840, 900, 0, 1],
  ]);
  expect(blocks(rows, "2026-12-02")).toEqual([]);
});

test("short ones that would lie on each other where a finger needs room stand beside each other", () => {
  const rows = [
    appointment("2026-12-01T17:00:00Z", "2026-12-01T17:15:00Z"),
    appointment("2026-12-01T17:15:00Z", "2026-12-01T17:30:00Z"),
  ];
  const large = blocksOf(entriesOf(rows, zone), "2026-12-01", zone, 30);
  expect(large.map(({ from, to, lane, lanes }) => [from, to, lane, lanes])).toEqual([
    [540, 570, 0, 2],
    [555, 585, 1, 2],
  ]);
});

test("one over midnight is on both days; what lasts a day stands above; what can't be read is left out", () => {
  const night = appointment("2026-12-02T06:00:00Z", "2026-12-02T09:00:00Z"); // 10 PM to 1 AM
  const days = appointment("2026-12-01T08:00:00Z", "2026-12-03T08:00:00Z");
  const allDay = appointment("2026-12-01T08:00:00Z", "2026-12-02T08:00:00Z", { allDay: true });
  const broken = [appointment("soon", "later"), appointment("2026-12-01T18:00:00Z", "2026-12-01T17:00:00Z")];
  const rows = [night, days, allDay, ...broken];
  expect(blocks(rows, "2026-12-01")).toEqual([
    [600, 630, 0, 1],
    [1320, 1440, 0, 1],
  ]);
  expect(blocks(rows, "2026-12-02")).toEqual([[0, 60, 0, 1]]);
  const entries = entriesOf(rows, zone);
  expect(above(entries, "2026-12-01", zone)).toHaveLength(2);
  expect(above(entries, "2026-12-02", zone)).toHaveLength(1);
  expect(above(entries, "2026-12-03", zone)).toHaveLength(0);
});

test("the clocks going back and ahead move no appointment off its hour", () => {
  expect(blocks([appointment("2026-11-01T17:00:00Z", "2026-11-01T18:00:00Z")], "2026-11-01")).toEqual([
    [540, 600, 0, 1],
  ]);
  expect(blocks([appointment("2026-03-08T16:00:00Z", "2026-03-08T17:00:00Z")], "2026-03-08")).toEqual([
    [540, 600, 0, 1],
  ]);
});

test("an appointment that repeats is there each time that the days show, by the clock of its own zone", () => {
  const weekly = appointment("2026-10-27T16:00:00Z", "2026-10-27T17:00:00Z", { RRULE: "FREQ=WEEKLY" }); // 9 AM
  const once = appointment("2026-11-03T18:00:00Z", "2026-11-03T19:00:00Z");
  const of = (first: string, last: string) => entriesOf([weekly, once], zone, { first, last });
  const entries = of("2026-11-01", "2026-11-30");
  const on = (day: string) => blocksOf(entries, day, zone).map(({ from, to }) => [from, to]);
  expect(on("2026-11-03")).toEqual([
    [540, 600],
    [600, 660],
  ]);
  expect(on("2026-11-24")).toEqual([[540, 600]]);
  expect(on("2026-11-25")).toEqual([]);
  expect(new Set(entries.map(keyOf)).size).toBe(entries.length);
  expect(of("2027-07-05", "2027-07-07").map(({ start }) => new Date(start).toISOString())).toContain(
    "2027-07-06T16:00:00.000Z",
  );
  const allDay = appointment("2026-03-06T08:00:00Z", "2026-03-07T08:00:00Z", { allDay: true, RRULE: "FREQ=DAILY" });
  const days = entriesOf([allDay], zone, { first: "2026-03-06", last: "2026-03-12" });
  for (const day of ["2026-03-07", "2026-03-08", "2026-03-09"]) expect(above(days, day, zone)).toHaveLength(1);
});

test("days, weeks and months: what is shown, what comes next, and how it is called", () => {
  expect(daysShown("week", "2026-12-01")).toEqual([
    "2026-11-29",
    "2026-11-30",
    "2026-12-01",
    "2026-12-02",
    "2026-12-03",
    "2026-12-04",
    "2026-12-05",
  ]);
  const month = daysShown("month", "2026-12-01");
  expect([month.length, month[0], month.at(-1)]).toEqual([35, "2026-11-29", "2027-01-02"]);
  expect(daysShown("month", "2026-08-15")).toHaveLength(42);
  expect([moved("month", "2026-01-31", 1), moved("week", "2026-12-01", -1)]).toEqual(["2026-02-01", "2026-11-24"]);
  expect(["week", "month", "day"].map((span) => spanInWords(spanNamed(span, false), "2026-12-01"))).toEqual([
    "Nov 29 to Dec 5, 2026",
    "December 2026",
    "Dec 1, 2026",
  ]);
  expect(spanInWords("week", "2026-12-30")).toBe("Dec 27, 2026 to Jan 2, 2027");
  expect([spanNamed("x", false), spanNamed(undefined, true)]).toEqual(["week", "agenda"]);
  expect(["2026-02-30", "9999-01-01", "x", undefined].map((name) => dayNamed(name, "2026-12-01"))).toEqual(
    Array(4).fill("2026-12-01"),
  );
});
