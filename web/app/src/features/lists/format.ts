import { formatClock } from "@roomkey/client/values";
import { shortDay } from "../../trade/days";
import { wallTime } from "../../trade/zone";
import type { Now } from "./column";

/** Minutes since midnight as a clock shows them: "9 AM", "12:30 PM", "Noon" only where short. */
export function clockInWords(minutes: number): string {
  const hour = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const half = hour < 12 ? "AM" : "PM";
  return `${hour % 12 || 12}${rest ? `:${String(rest).padStart(2, "0")}` : ""} ${half}`;
}

/** A moment on this device's clock, with its minutes even where they are none: "Dec 9, 9:00 AM". */
export function timeInWords(ms: number, { today, zone }: Now): string {
  const { day, minutes } = wallTime(ms, zone);
  return `${shortDay(day, today)}, ${formatClock(`${Math.floor(minutes / 60) % 24}:${minutes % 60}`)}`;
}

/** Cents in few characters: "$4.12M", "$640k", "$900". */
export function shortDollars(cents: number): string {
  const dollars = cents / 100;
  const size = Math.abs(dollars);
  if (size >= 1_000_000) return `$${trimmed(dollars / 1_000_000, 2)}M`;
  if (size >= 1_000) return `$${trimmed(dollars / 1_000, size < 10_000 ? 1 : 0)}k`;
  return `$${Math.round(dollars)}`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, (end) => (end.startsWith(".") ? "" : end));
}
