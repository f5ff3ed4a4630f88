import { addDays, addMonths, isDay as isDayText, weekdayOf } from "@roomkey/client/values";

export { addDays, weekdayOf };

/** A calendar day as YYYY-MM-DD, which no time zone moves. */
export type Day = string;

const msPerDay = 86_400_000;
const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" });
const inYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const withYear = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });
const monthAndYear = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "long", timeZone: "UTC" });

/** Whether a value is a day that the calendar has. */
export function isDay(value: unknown): value is Day {
  return typeof value === "string" && isDayText(value);
}

/** Midnight of a day in UTC, in milliseconds, to count with. */
function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The days from one day to another, negative where the second comes first; undefined where one is no day. */
export function daysBetween(from: Day, to: Day): number | undefined {
  return isDay(from) && isDay(to) ? Math.round((utc(to) - utc(from)) / msPerDay) : undefined;
}

/** The first day of a day's month, moved by a number of months. */
export function monthStart(day: Day, months = 0): Day {
  return addMonths(`${day.slice(0, 7)}-01`, months);
}

/** The last day of a day's month, moved by a number of months. */
export function monthEnd(day: Day, months = 0): Day {
  return addDays(monthStart(day, months + 1), -1);
}

/** The Sunday on or before a day. */
export function weekStart(day: Day): Day {
  return addDays(day, -weekdayOf(day));
}

/** "Tue". */
export function weekdayName(day: Day): string {
  return weekday.format(utc(day));
}

/** "Dec 9", and with the year where it is another than today's; the text itself where it is no day. */
export function shortDay(day: Day, today: Day): string {
  if (!isDay(day)) return day;
  return (day.slice(0, 4) === today.slice(0, 4) ? inYear : withYear).format(utc(day));
}

/** "December 2026". */
export function monthName(day: Day): string {
  return monthAndYear.format(utc(day));
}

/** How far away a day is: "today", "in 8 days", "1 day ago". */
export function awayInWords(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (days === undefined) return "";
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** When something is due: "today", "1 day late", "Dec 2"; the text itself where it is no day. */
export function dueInWords(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (days === undefined) return day;
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "1 day late";
  return days < 0 ? `${-days} days late` : shortDay(day, today);
}
