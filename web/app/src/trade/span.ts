import { inDays } from "./countdown";

/** A length of time in its largest unit: "4 min", "3 h", "2 days". */
export function span(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : inDays(Math.round(hours / 24));
}
