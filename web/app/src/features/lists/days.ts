/** A calendar day as YYYY-MM-DD, which no time zone moves. */
export type Day = string;

const msPerDay = 86_400_000;
const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" });
const inYear = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const withYear = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });
const monthAndYear = new Intl.DateTimeFormat("en-US", { year: "numeric", month: "long", timeZone: "UTC" });

/** Whether a text is a day that the calendar has. Without Date, which is slow for lists, and takes February 30. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= last;
}

/** Midnight of a day in UTC, in milliseconds, to count with; NaN where the text is no day. */
function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayAt(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayAt(utc(day) + days * msPerDay);
}

/** The number of days from one day to another, negative where the second comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / msPerDay);
}

/** The first day of a day's month, moved by a number of months. */
export function monthStart(day: Day, months = 0): Day {
  const at = new Date(utc(day));
  return dayAt(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
}

/** The last day of a day's month, moved by a number of months. */
export function monthEnd(day: Day, months = 0): Day {
  return addDays(monthStart(day, months + 1), -1);
}

/** The Sunday on or before a day. */
export function weekStart(day: Day): Day {
  return addDays(day, -new Date(utc(day)).getUTCDay());
}

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: Day): number {
  return new Date(utc(day)).getUTCDay();
}

/** "Tue". */
export function weekdayName(day: Day): string {
  return weekday.format(utc(day));
}

/** "Dec 9", and with the year where it is another than today's; the text itself where it is no day. */
export function shortDay(day: Day, today: Day): string {
  const at = utc(day);
  if (Number.isNaN(at)) return day;
  return (day.slice(0, 4) === today.slice(0, 4) ? inYear : withYear).format(at);
}

/** "December 2026". */
export function monthName(day: Day): string {
  return monthAndYear.format(utc(day));
}

/** How far away a day is: "today", "in 8 days", "1 day ago". */
export function awayInWords(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (Number.isNaN(days)) return "";
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** When something is due: "today", "1 day late", "Dec 2". */
export function dueInWords(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "1 day late";
  return days < 0 ? `${-days} days late` : shortDay(day, today);
}
