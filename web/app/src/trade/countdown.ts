import { type Day, daysBetween, shortDay } from "./days";

/** How urgent a deadline is: red is late, amber is today or tomorrow, none is neither. */
export type Urgency = "red" | "amber" | undefined;

/** A deadline in words, and how urgent it is. */
export type Countdown = { text: string; urgency: Urgency; days: number };

/** Until this many days before a deadline, its date alone is told. */
const counted = 14;

/** What is left until a day: "today", "Dec 5, 4 days", "3 days overdue". Undefined where it is no day. */
export function countdown(due: Day, today: Day): Countdown | undefined {
  const days = daysBetween(today, due);
  if (days === undefined) return undefined;
  if (days < 0) return { text: `${inDays(-days)} overdue`, urgency: "red", days };
  if (days === 0) return { text: "today", urgency: "amber", days };
  if (days === 1) return { text: "tomorrow", urgency: "amber", days };
  const date = shortDay(due, today);
  return { text: days <= counted ? `${date}, ${inDays(days)}` : date, urgency: undefined, days };
}

/** How much of the time from one day to another is over, 0 to 1. */
export function elapsed(from: Day, to: Day, today: Day): number {
  const whole = daysBetween(from, to);
  const gone = daysBetween(from, today);
  if (whole === undefined || gone === undefined || whole <= 0) return today < to ? 0 : 1;
  return Math.min(1, Math.max(0, gone / whole));
}

/** A number of days in words. */
export function inDays(days: number): string {
  return `${days.toLocaleString("en-US")} ${days === 1 ? "day" : "days"}`;
}
