import { isDay, shortDay, weekdayName } from "../../../trade/days";
import { wallTime } from "../../../trade/zone";
import { clockInWords } from "../format";
import type { Entry } from "./entries";

/** The times of an entry in a zone: "9 AM", "1 to 4 PM", "9:30 AM to 1 PM", "all day". */
export function timesInWords(entry: Entry, zone: string): string {
  if (entry.allDay) return "all day";
  const from = clockInWords(wallTime(entry.start, zone).minutes);
  const to = clockInWords(wallTime(entry.end, zone).minutes);
  const half = from.slice(-3);
  return to.endsWith(half) ? `${from.slice(0, -3)} to ${to}` : `${from} to ${to}`;
}

/** When an entry begins: "9 AM", "all day". */
export function startInWords(entry: Entry, zone: string): string {
  return entry.allDay ? "all day" : clockInWords(wallTime(entry.start, zone).minutes);
}

/** When an entry is, in the zone of who looks; and in its own, where clocks there show something else. */
export function whenInWords(entry: Entry, zone: string, today: string): { here: string; there: string } {
  const at = (in_: string) => {
    const { day } = wallTime(entry.start, in_);
    return `${weekdayName(day)}, ${isDay(day) ? shortDay(day, today) : ""}, ${timesInWords(entry, in_)}`;
  };
  const here = at(zone);
  const there = at(entry.zone);
  return { here, there: there === here || entry.allDay ? "" : `${there} in ${zoneName(entry.zone)}` };
}

/** A zone by the place that it is named after: "Los Angeles". */
export function zoneName(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
