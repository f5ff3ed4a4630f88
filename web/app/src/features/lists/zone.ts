import type { Day } from "./days";

/** A moment as a wall clock in a time zone shows it. */
export type WallTime = { day: Day; minutes: number };

const minuteMs = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** This device's time zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether this device knows a time zone by its IANA name. */
export function isZone(name: unknown): name is string {
  if (typeof name !== "string" || name === "") return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The day and the minutes since midnight of a moment (milliseconds) in a zone. */
export function wallTime(ms: number, zone: string): WallTime {
  const local = ms + offsetAt(ms, zone);
  const at = new Date(local);
  return { day: at.toISOString().slice(0, 10), minutes: at.getUTCHours() * 60 + at.getUTCMinutes() };
}

/** The day on which a moment falls in a zone. */
export function dayIn(ms: number, zone: string): Day {
  return wallTime(ms, zone).day;
}

/**
 * The moment, in milliseconds, at which a wall clock in a zone shows a day and minutes. Of a time that comes twice when
 * clocks go back it is the first, and a time that clocks leap over counts as if they had not.
 */
export function momentOf(day: Day, minutes: number, zone: string): number {
  const local = Date.parse(`${day}T00:00:00Z`) + minutes * minuteMs;
  const before = local - offsetAt(local - 24 * 60 * minuteMs, zone);
  if (offsetAt(before, zone) === local - before) return before;
  const after = local - offsetAt(local + 24 * 60 * minuteMs, zone);
  return offsetAt(after, zone) === local - after ? after : before;
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** Formats are kept: making one takes longer than formatting a list with it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}
