/** A calendar day, "2026-12-04". Days have no zone: which day is today, the caller says. */
export type Day = string;

const dayLength = 86_400_000; // milliseconds

/** The day that the clock of a device shows. */
export function dayAt(now: Date): Day {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The days from one day to another, negative where the other is earlier; undefined where one is no day. */
export function daysBetween(from: Day, to: Day): number | undefined {
  const days = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength;
  return Number.isInteger(days) ? days : undefined;
}

const near = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
const far = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", year: "numeric", timeZone: "UTC" });

/** A day in short: without its year where that is today's. */
export function shortDay(day: Day, today: Day): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return (day.slice(0, 4) === today.slice(0, 4) ? near : far).format(at);
}
