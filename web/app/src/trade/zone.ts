import { deviceZone, instantOf, isZone, wallAt } from "@roomkey/client/values";
import type { Day } from "./days";

export { deviceZone, isZone };

/** A moment as a wall clock in a time zone shows it. */
export type WallTime = { day: Day; minutes: number };

const minuteMs = 60_000;

/** The day and the minutes since midnight of a moment (milliseconds) in a zone. */
export function wallTime(ms: number, zone: string): WallTime {
  const at = new Date(wallAt(ms, zone));
  return { day: at.toISOString().slice(0, 10), minutes: at.getUTCHours() * 60 + at.getUTCMinutes() };
}

/** The day on which a moment falls in a zone. */
export function dayIn(ms: number, zone: string): Day {
  return wallTime(ms, zone).day;
}

/**
 * The moment, in milliseconds, at which a wall clock in a zone shows a day and minutes. Of a time that comes twice when
 * clocks go back it is the first; a time that clocks leap over counts as the one an hour later.
 */
export function momentOf(day: Day, minutes: number, zone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs;
  return instantOf(wall, zone) ?? instantOf(wall + 60 * minuteMs, zone) ?? wall;
}
