import type { Tone } from "./tone";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something has left, in words, and how urgent that is. */
export type TimeLeft = { words: string; tone: Tone };

/** The time left until a moment, as for a first response: "2:48 left", "9 min", "3 h", "12 min late". */
export function timeLeft(until: number, now: number): TimeLeft {
  const left = until - now;
  if (left < 0) return { words: `${span(-left)} late`, tone: "red" };
  if (left < 5 * minute) {
    const seconds = Math.floor(left / 1_000);
    return { words: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`, tone: "red" };
  }
  return { words: span(left), tone: left < 15 * minute ? "amber" : "gray" };
}

function span(ms: number): string {
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  return days(Math.floor(ms / day));
}

/** The days left until a day of the calendar ("2026-12-11"), seen on another: "today", "in 10 days", "1 day late". */
export function daysLeft(until: string, today: string): TimeLeft {
  const left = Math.round((Date.parse(`${until}T00:00Z`) - Date.parse(`${today}T00:00Z`)) / day);
  if (Number.isNaN(left)) return { words: "", tone: "gray" };
  if (left < 0) return { words: `${days(-left)} late`, tone: "red" };
  if (left === 0) return { words: "today", tone: "amber" };
  if (left === 1) return { words: "tomorrow", tone: "amber" };
  return { words: `in ${days(left)}`, tone: "gray" };
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count.toLocaleString("en-US")} days`;
}

/** The day of a moment on this device's calendar: "2026-12-11". */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
