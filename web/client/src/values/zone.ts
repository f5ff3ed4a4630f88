// Wall clocks and instants. Intl knows the zones; nothing here is a table of its own.

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** Whether Intl knows the zone, such as "America/Los_Angeles". */
export function isZone(zone: string): boolean {
  if (zone === "") return false; // the commonest, and an error costs as much as drawing a row
  try {
    clockOf(zone);
    return true;
  } catch {
    return false; // RangeError: it knows none of this name
  }
}

/** How long a device's zone is believed, in milliseconds: asking costs as much as drawing a row, and people travel. */
const zoneLife = 5_000;

let known: { zone: string; until: number } | undefined;

/** The zone that this device's clock shows. */
export function deviceZone(): string {
  const now = performance.now();
  if (!known || now > known.until) {
    known = { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, until: now + zoneLife };
  }
  return known.zone;
}

/** What the zone's wall clock shows at an instant (milliseconds since 1970), as if it were UTC. */
export function wallAt(instant: number, zone: string): number {
  const part: Record<string, string> = {};
  for (const { type, value } of clockOf(zone).formatToParts(instant)) part[type] = value;
  const { year, month, day, hour, minute, second } = part;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/**
 * The instant at which the zone's wall clock shows a time (as if it were UTC). Where clocks go back it is shown twice,
 * and the first one is meant; where they go forward and skip it, the answer is undefined.
 */
export function instantOf(wall: number, zone: string): number | undefined {
  const day = 86_400_000;
  const offsets = [-day, 0, day].map((near) => wallAt(wall + near, zone) - (wall + near));
  const instants = offsets.map((offset) => wall - offset).filter((instant) => wallAt(instant, zone) === wall);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}
