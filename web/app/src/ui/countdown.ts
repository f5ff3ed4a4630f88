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

function days(count: number): string {
  return count === 1 ? "1 day" : `${count.toLocaleString("en-US")} days`;
}
