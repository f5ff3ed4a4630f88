import { expect, test } from "vitest";
import { parseDate } from "./date";
import { todayAt } from "./day";
import { parseClock, parseTime } from "./time";

const sunday = "2026-11-29";

test.each<[typed: string, value: string, shown: string]>([
  ["2026-12-04", "2026-12-04", "Fri, Dec 4, 2026"],
  ["2026-5-6", "2026-05-06", "Wed, May 6, 2026"],
  ["2026/12/04", "2026-12-04", "Fri, Dec 4, 2026"],
  ["20261204", "2026-12-04", "Fri, Dec 4, 2026"],
  ["12042026", "2026-12-04", "Fri, Dec 4, 2026"],
  ["3/15/2027", "2027-03-15", "Mon, Mar 15, 2027"],
  ["03/15/2027", "2027-03-15", "Mon, Mar 15, 2027"],
  ["3-15-2027", "2027-03-15", "Mon, Mar 15, 2027"],
  ["3.15.2027", "2027-03-15", "Mon, Mar 15, 2027"],
  ["3/15/27", "2027-03-15", "Mon, Mar 15, 2027"],
  ["3/15/'27", "2027-03-15", "Mon, Mar 15, 2027"],
  ["6/5/85", "1985-06-05", "Wed, Jun 5, 1985"],
  ["6/5", "2027-06-05", "Sat, Jun 5, 2027"],
  ["12/4", "2026-12-04", "Fri, Dec 4, 2026"],
  ["11/27", "2026-11-27", "Fri, Nov 27, 2026"],
  ["9/1", "2026-09-01", "Tue, Sep 1, 2026"],
  ["8/1", "2027-08-01", "Sun, Aug 1, 2027"],
  ["2/29", "2028-02-29", "Tue, Feb 29, 2028"],
  ["2/29/2028", "2028-02-29", "Tue, Feb 29, 2028"],
  ["12-4", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Dec 4", "2026-12-04", "Fri, Dec 4, 2026"],
  ["dec 4th", "2026-12-04", "Fri, Dec 4, 2026"],
  ["December 4, 2026", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Dec. 4, 2026", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Dec 4 26", "2026-12-04", "Fri, Dec 4, 2026"],
  ["4 December 2026", "2026-12-04", "Fri, Dec 4, 2026"],
  ["4th of December", "2026-12-04", "Fri, Dec 4, 2026"],
  ["4-Dec-26", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Fri, Dec 4, 2026", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Friday 12/4", "2026-12-04", "Fri, Dec 4, 2026"],
  ["Sept 9", "2026-09-09", "Wed, Sep 9, 2026"],
  ["today", "2026-11-29", "Sun, Nov 29, 2026"],
  ["Tomorrow", "2026-11-30", "Mon, Nov 30, 2026"],
  ["tmrw", "2026-11-30", "Mon, Nov 30, 2026"],
  ["yesterday", "2026-11-28", "Sat, Nov 28, 2026"],
  ["the day after tomorrow", "2026-12-01", "Tue, Dec 1, 2026"],
  ["in 30 days", "2026-12-29", "Tue, Dec 29, 2026"],
  ["30 days", "2026-12-29", "Tue, Dec 29, 2026"],
  ["30d", "2026-12-29", "Tue, Dec 29, 2026"],
  ["+30", "2026-12-29", "Tue, Dec 29, 2026"],
  ["30 days from today", "2026-12-29", "Tue, Dec 29, 2026"],
  ["within 30 days", "2026-12-29", "Tue, Dec 29, 2026"],
  ["in a week", "2026-12-06", "Sun, Dec 6, 2026"],
  ["in two weeks", "2026-12-13", "Sun, Dec 13, 2026"],
  ["2w", "2026-12-13", "Sun, Dec 13, 2026"],
  ["in 3 months", "2027-02-28", "Sun, Feb 28, 2027"],
  ["a month from now", "2026-12-29", "Tue, Dec 29, 2026"],
  ["in 1 year", "2027-11-29", "Mon, Nov 29, 2027"],
  ["3 days ago", "2026-11-26", "Thu, Nov 26, 2026"],
  ["17 days after 12/4/2026", "2026-12-21", "Mon, Dec 21, 2026"],
  ["3 days before Dec 4", "2026-12-01", "Tue, Dec 1, 2026"],
  ["2 weeks from Friday", "2026-12-18", "Fri, Dec 18, 2026"],
  ["next week", "2026-12-06", "Sun, Dec 6, 2026"],
  ["next month", "2026-12-29", "Tue, Dec 29, 2026"],
  ["Friday", "2026-12-04", "Fri, Dec 4, 2026"],
  ["fri", "2026-12-04", "Fri, Dec 4, 2026"],
  ["on Friday", "2026-12-04", "Fri, Dec 4, 2026"],
  ["next Friday", "2026-12-04", "Fri, Dec 4, 2026"],
  ["last Friday", "2026-11-27", "Fri, Nov 27, 2026"],
  ["this Sunday", "2026-11-29", "Sun, Nov 29, 2026"],
  ["Sunday", "2026-12-06", "Sun, Dec 6, 2026"],
  ["last Sunday", "2026-11-22", "Sun, Nov 22, 2026"],
  ["mid-month", "2026-12-15", "Tue, Dec 15, 2026"],
  ["mid June", "2027-06-15", "Tue, Jun 15, 2027"],
  ["end of month", "2026-11-30", "Mon, Nov 30, 2026"],
  ["EOM", "2026-11-30", "Mon, Nov 30, 2026"],
  ["end of next month", "2026-12-31", "Thu, Dec 31, 2026"],
  ["end of February", "2027-02-28", "Sun, Feb 28, 2027"],
  ["beginning of July 2027", "2027-07-01", "Thu, Jul 1, 2027"],
  ["end of the year", "2026-12-31", "Thu, Dec 31, 2026"],
])("%s is a day", (typed, value, shown) => {
  expect(parseDate(typed, sunday)).toEqual({ ok: true, value, shown });
  expect(parseDate(shown, sunday)).toEqual({ ok: true, value, shown });
});

test.each([
  ["", "Enter a date"],
  ["soon", "“soon” is not a date"],
  ["TBD", "is not a date"],
  ["0", "is not a date"],
  ["45000", "is not a date"],
  ["2/30", "February has 29 days."],
  ["2/29/2026", "February 2026 has 28 days."],
  ["2026-02-30", "February 2026 has 28 days."],
  ["4/31", "April has 30 days."],
  ["6/0/2026", "June 2026 has 30 days."],
  ["13/2/2026", "There is no month 13. Write the month first: 2/13."],
  ["2026-13-01", "There is no month 13."],
  ["2026-00-10", "There is no month 0."],
  ["99/99/9999", "There is no month 99."],
  ["June", "is not a date"],
  ["June 2026", "is not a date"],
  ["early June", "Which day?"],
  ["Q3", "is not a date"],
  ["3 business days", "Business days are not counted here"],
  ["in 99999999 days", "too far away"],
  ["in 99999 years", "too far away"],
  ["in 90000 days", "Enter a date until"],
  ["1/1/1899", "Enter a date from Mon, Jan 1, 1900 on."],
  ["1/1/2201", "Enter a date until Wed, Dec 31, 2200."],
  ["0001-01-01", "Enter a date from"],
  ["12/4/202", "is not a date"],
  ["12/4/20266", "is not a date"],
  ["constructor", "is not a date"],
  ["明日", "is not a date"],
  ["450k", "is not a date"],
  ["x".repeat(10_000), "is not a date"],
])("%s is no day", (typed, said) => {
  const read = parseDate(typed, sunday);
  expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
  expect(!read.ok && read.problem).toMatch(/^[A-Z“].{3,140}\.$/s);
});

test.each([
  ["2026-11-30", "next Friday", "2026-12-11"], // Monday
  ["2026-11-30", "Friday", "2026-12-04"],
  ["2026-12-03", "next Friday", "2026-12-11"], // Thursday
  ["2026-12-04", "next Friday", "2026-12-11"], // Friday
  ["2026-12-04", "this Friday", "2026-12-04"],
  ["2026-12-04", "Friday", "2026-12-11"],
  ["2026-12-05", "next Friday", "2026-12-11"], // Saturday
  ["2026-12-31", "1/2", "2027-01-02"],
  ["2027-01-02", "12/31", "2026-12-31"],
  ["2026-01-31", "in 1 month", "2026-02-28"],
  ["2028-02-29", "in 1 year", "2029-02-28"],
  ["2026-12-20", "mid-month", "2027-01-15"],
])("on %s, %s is %s", (today, typed, value) => {
  expect(parseDate(typed, today)).toMatchObject({ ok: true, value });
});

test("a birthday is in the past, also where its year is not written", () => {
  const birthday = { past: true, earliest: "1850-01-01" };
  expect(parseDate("12/4", sunday, birthday)).toMatchObject({ ok: true, value: "2025-12-04" });
  expect(parseDate("6/5/30", sunday, birthday)).toMatchObject({ ok: true, value: "1930-06-05" });
  expect(parseDate("2/29", sunday, birthday)).toMatchObject({ ok: true, value: "2024-02-29" });
  expect(parseDate("1/1/1850", sunday, birthday)).toMatchObject({ ok: true, value: "1850-01-01" });
  expect(parseDate("1/1/1849", sunday, birthday)).toMatchObject({ ok: false });
  expect(parseDate("today", sunday, birthday)).toMatchObject({ ok: true });
  expect(parseDate("tomorrow", sunday, birthday)).toEqual({
    ok: false,
    problem: "Mon, Nov 30, 2026 is in the future.",
  });
});

test.each([
  ["2pm", "14:00", "2:00 PM"],
  ["2 PM", "14:00", "2:00 PM"],
  ["2p", "14:00", "2:00 PM"],
  ["2:30 p.m.", "14:30", "2:30 PM"],
  ["14:30", "14:30", "2:30 PM"],
  ["1430", "14:30", "2:30 PM"],
  ["0930", "09:30", "9:30 AM"],
  ["9:30", "09:30", "9:30 AM"],
  ["noon", "12:00", "12:00 PM"],
  ["midnight", "00:00", "12:00 AM"],
  ["12am", "00:00", "12:00 AM"],
  ["12pm", "12:00", "12:00 PM"],
  ["12:15 am", "00:15", "12:15 AM"],
])("%s is a time of day", (typed, value, shown) => {
  expect(parseClock(typed)).toEqual({ ok: true, value, shown });
});

test.each([
  ["", "Enter a time"],
  ["9", "9 AM or 9 PM?"],
  ["13pm", "There is no 13pm"],
  ["0am", "There is no 0am"],
  ["25:00", "There is no 25:00"],
  ["9:75", "There is no 9:75"],
  ["24:00", "Midnight begins a day"],
  ["soon", "is not a time"],
])("%s is no time of day", (typed, said) => {
  expect(parseClock(typed)).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});

const zone = "America/Los_Angeles";

test.each([
  ["12/4 2pm", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["12/4/2026 14:00", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["2pm 12/4", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["2pm on Friday", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["Dec 4 at 2:00 p.m.", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["Dec 4 at 2", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["Dec 4 at 9", "2026-12-04T17:00:00.000Z", "Fri, Dec 4, 2026, 9:00 AM"],
  ["next Friday, 2 PM", "2026-12-04T22:00:00.000Z", "Fri, Dec 4, 2026, 2:00 PM"],
  ["tomorrow at noon", "2026-11-30T20:00:00.000Z", "Mon, Nov 30, 2026, 12:00 PM"],
  ["sat 9am", "2026-12-05T17:00:00.000Z", "Sat, Dec 5, 2026, 9:00 AM"],
  ["9:30", "2026-11-29T17:30:00.000Z", "Sun, Nov 29, 2026, 9:30 AM"],
  ["2026-05-06T09:30", "2026-05-06T16:30:00.000Z", "Wed, May 6, 2026, 9:30 AM"],
  ["2026-05-06T09:30:00Z", "2026-05-06T09:30:00.000Z", "Wed, May 6, 2026, 2:30 AM"],
  ["2026-05-06T09:30:00-07:00", "2026-05-06T16:30:00.000Z", "Wed, May 6, 2026, 9:30 AM"],
  ["2026-05-06T09:30:00.000Z", "2026-05-06T09:30:00.000Z", "Wed, May 6, 2026, 2:30 AM"],
  ["11/1/2026 1:30 am", "2026-11-01T08:30:00.000Z", "Sun, Nov 1, 2026, 1:30 AM"], // shown twice: the first
  ["3/14/2027 3:00 am", "2027-03-14T10:00:00.000Z", "Sun, Mar 14, 2027, 3:00 AM"],
])("%s is a time", (typed, value, shown) => {
  expect(parseTime(typed, sunday, { zone })).toEqual({ ok: true, value, shown });
});

test.each([
  ["", "Enter a day and a time"],
  ["12/4", "At what time? Write it such as 12/4 2:30 PM."],
  ["soon", "is not a day and a time"],
  ["2/30 2pm", "February has 29 days."],
  ["12/4 25:00", "There is no 25:00"],
  ["3/14/2027 2:30 am", "There is no such time: clocks go forward then."],
  ["2026-02-30T09:30:00Z", "is not a day and a time"],
  ["1/1/1899 9am", "Enter a date from"],
])("%s is no time", (typed, said) => {
  expect(parseTime(typed, sunday, { zone })).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});

test("today is where the zone's clocks are", () => {
  const now = new Date("2026-11-30T05:00:00Z");
  expect(todayAt(now, zone)).toBe("2026-11-29");
  expect(todayAt(now, "Asia/Tokyo")).toBe("2026-11-30");
});
