import { show } from "@roomkey/client";
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

/** The zone that a record's times are meant in, which its TZID names; undefined where it names none. */
export function zoneOf(fields: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const zone = show(fields?.TZID);
  return isZone(zone) ? zone : undefined;
}

/** What people call a zone at a moment (milliseconds): "PST", "GMT+2". */
export function zoneName(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }).formatToParts(ms);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}
