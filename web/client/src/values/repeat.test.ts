import { expect, test } from "vitest";
import { occurrences } from "./occurrences";
import { readRepeat } from "./repeat";
import { editedRepeat, formatRepeat, parseRepeat } from "./repeatWords";
import { wallAt } from "./zone";

const zone = "America/New_York";
const hour = 3_600_000;

/** The first so many occurrences, as the zone's clocks show them, of what begins on 1997-09-02 at 9, as in RFC 5545. */
function shown(rule: string, count: number, begin = "1997-09-02T13:00:00Z"): string[] {
  const start = Date.parse(begin);
  const all = occurrences(rule, { start, end: start + hour }, zone, start, Date.parse("2020-01-01T00:00:00Z"));
  return all.slice(0, count).map((one) => new Date(wallAt(one.start, zone)).toISOString().slice(0, 16));
}

const days = (rule: string, count: number, begin?: string) => shown(rule, count, begin).map((at) => at.slice(0, 10));

// The examples of RFC 5545, 3.8.5.3.
test.each<[rule: string, days: string, begin?: string]>([
  ["FREQ=DAILY;COUNT=4", "1997-09-02 1997-09-03 1997-09-04 1997-09-05"],
  ["FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"],
  ["FREQ=WEEKLY;COUNT=3", "1997-09-02 1997-09-09 1997-09-16"],
  ["FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02 1997-09-16 1997-09-30 1997-10-14"],
  ["FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16"],
  [
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
    "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29",
    "1997-09-01T13:00:00Z",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
    "1997-08-05T13:00:00Z",
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
    "1997-08-05T13:00:00Z",
  ],
  ["FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05 1997-10-03 1997-11-07 1997-12-05", "1997-09-05T13:00:00Z"],
  [
    "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    "1997-09-07 1997-09-28 1997-11-02 1997-11-30",
    "1997-09-07T13:00:00Z",
  ],
  ["FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22 1997-10-20 1997-11-17 1997-12-22", "1997-09-22T13:00:00Z"],
  ["FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28 1997-10-29 1997-11-28 1997-12-29", "1997-09-28T13:00:00Z"],
  ["FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02 1997-09-15 1997-10-02 1997-10-15"],
  ["FREQ=MONTHLY;BYMONTHDAY=31", "1997-10-31 1997-12-31 1998-01-31 1998-03-31", "1997-10-31T14:00:00Z"],
  ["FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10 1997-07-10 1998-06-10 1998-07-10", "1997-06-10T13:00:00Z"],
  ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19 1998-05-18 1999-05-17", "1997-05-19T13:00:00Z"],
  ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13 1997-03-20 1997-03-27 1998-03-05", "1997-03-13T14:00:00Z"],
  ["FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13 1997-10-11 1997-11-08", "1997-09-13T13:00:00Z"],
  [
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    "1996-11-05 2000-11-07 2004-11-02",
    "1996-11-05T14:00:00Z",
  ],
  ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06", "1997-09-04T13:00:00Z"],
  [
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    "1997-09-29 1997-10-30 1997-11-27 1997-12-30",
    "1997-09-29T13:00:00Z",
  ],
  ["FREQ=DAILY;BYMONTH=1;BYDAY=MO,TU,WE,TH,FR,SA,SU", "1998-01-01 1998-01-02 1998-01-03", "1998-01-01T14:00:00Z"],
])("%s is as RFC 5545 says", (rule, list, begin) => {
  const wanted = list.split(" ");
  expect(days(rule, wanted.length, begin)).toEqual(wanted);
});

test("an hour stays the same hour when the clocks change, and a series ends where it says", () => {
  const autumn = shown("FREQ=WEEKLY", 10);
  expect(autumn.every((at) => at.endsWith("T09:00"))).toBe(true);
  expect(days("FREQ=DAILY;COUNT=3", 10)).toHaveLength(3);
  expect(days("FREQ=DAILY;UNTIL=19970904", 10)).toHaveLength(3); // the whole day
  expect(days("FREQ=DAILY;UNTIL=19970904T120000Z", 10)).toHaveLength(2); // 8 AM there
  const gap = occurrences(
    "FREQ=DAILY",
    { start: Date.parse("2026-03-07T07:30:00Z"), end: Date.parse("2026-03-07T08:00:00Z") },
    zone,
    Date.parse("2026-03-08T00:00:00Z"),
    Date.parse("2026-03-09T04:00:00Z"),
  );
  const starts = gap.map(({ start }) => new Date(start).toISOString());
  expect(starts).toContain("2026-03-08T07:30:00.000Z"); // 2:30 is none: 3:30
});

test("a window far away costs no walk there, what nothing matches ends, and what can't be read is once", () => {
  const first = { start: Date.parse("1990-01-01T14:00:00Z"), end: Date.parse("1990-01-01T15:00:00Z") };
  const [from, to] = [Date.parse("2190-01-04T00:00:00Z"), Date.parse("2190-01-06T00:00:00Z")];
  expect(occurrences("FREQ=DAILY", first, zone, from, to)).toHaveLength(2);
  expect(occurrences("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", first, zone, from, to)).toEqual([]);
  expect(occurrences("FREQ=YEARLY;BYWEEKNO=20", first, zone, first.start, to)).toEqual([first]);
  expect(occurrences("hello", first, zone, from, to)).toEqual([]);
  expect(["FREQ=SECONDLY", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY\r\nX:1"].map(readRepeat)).toEqual(
    Array(4).fill(undefined),
  );
});

test.each<[typed: string, rule: string, words: string]>([
  ["daily", "FREQ=DAILY", "Every day"],
  ["every Tuesday", "FREQ=WEEKLY;BYDAY=TU", "Every week on Tuesday"],
  ["Every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday"],
  ["every other thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "Every 2 weeks on Thursday"],
  [
    "every 2 weeks on Mon and Wed until June 30",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20270630",
    "Every 2 weeks on Monday and Wednesday, until Wed, Jun 30, 2027",
  ],
  ["weekly on sun, sat", "FREQ=WEEKLY;BYDAY=SA,SU", "Every week on Saturday and Sunday"],
  ["monthly on the last Friday", "FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"],
  ["every month on the 2nd tuesday", "FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"],
  ["every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "Every month on the 15th"],
  ["monthly on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day"],
  ["daily, 10 times", "FREQ=DAILY;COUNT=10", "Every day, 10 times"],
  ["yearly", "FREQ=YEARLY", "Every year"],
  [
    "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
    "Every year on the fourth Thursday of November",
  ],
])("%s is understood", (typed, rule, words) => {
  expect(parseRepeat(typed, "2026-11-30")).toEqual({ ok: true, value: rule, shown: words });
  expect(parseRepeat(editedRepeat(rule), "2026-11-30")).toMatchObject({ ok: true, value: rule });
});

test("what is no way to repeat is said, and never means none", () => {
  expect(parseRepeat("never", "2026-11-30")).toMatchObject({ ok: true, value: undefined });
  for (const typed of [
    "sometimes",
    "every moon",
    "every 0 days",
    "every day until soon",
    "daily, 0 times",
    "every month on the 40th",
    "every monkey",
  ]) {
    expect(parseRepeat(typed, "2026-11-30").ok, typed).toBe(false);
  }
  expect(editedRepeat("FREQ=WEEKLY;BYDAY=MO,WE")).toBe("Every week on Monday and Wednesday");
  expect(editedRepeat("FREQ=DAILY;UNTIL=20261224T000000Z")).toBe("FREQ=DAILY;UNTIL=20261224T000000Z");
  expect(formatRepeat("FREQ=DAILY;BYSETPOS=1")).toBe("FREQ=DAILY;BYSETPOS=1");
});
