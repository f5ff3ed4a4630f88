import { deviceZone } from "./zone";

// Made once: a formatter takes longer to make than a page of values to format. Figures of one kind stand in columns, so
// their cells take tabular digits (font-variant-numeric) and no more digits than they have.
const wholeDollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const withCents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const counted = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });
const calendar = new Intl.DateTimeFormat("en-US", {
  weekday: "short",
  month: "short",
  day: "numeric",
  year: "numeric",
  timeZone: "UTC",
});

/** Cents as dollars: "$450,000", and with cents where there are any: "$450,000.50". */
export function formatMoney(cents: number): string {
  return (cents % 100 === 0 ? wholeDollars : withCents).format(cents / 100);
}

/** A number with commas: "1,250.5". */
export function formatNumber(value: number): string {
  return counted.format(value);
}

/** A percentage of 0 to 100: "2.5%". */
export function formatPercent(value: number): string {
  return `${counted.format(value)}%`;
}

/** A year, which has no comma. */
export function formatYear(value: number): string {
  return String(value);
}

/** A stored day with its weekday: "Fri, Dec 4, 2026". What is no day is shown as it is. */
export function formatDate(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : calendar.format(at);
}

const times = new Map<string, Intl.DateTimeFormat>();

/** An instant by the clocks of a zone, the device's unless told: "Fri, Dec 4, 2026, 2:30 PM". */
export function formatTime(at: string | Date, zone: string = deviceZone()): string {
  const instant = new Date(at).getTime();
  if (Number.isNaN(instant)) return String(at);
  let format = times.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      weekday: "short",
      month: "short",
      day: "numeric",
      year: "numeric",
      hour: "numeric",
      minute: "2-digit",
      timeZone: zone,
    });
    times.set(zone, format);
  }
  return format.format(instant).replace(/\u202f/g, " ");
}

/** A time of day, "14:30", as Americans say it: "2:30 PM". */
export function formatClock(clock: string): string {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return `${hours % 12 || 12}:${String(minutes).padStart(2, "0")} ${hours < 12 ? "AM" : "PM"}`;
}
