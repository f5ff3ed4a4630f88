import { shortDay } from "../../trade/days";
import { wallTime } from "../../trade/zone";
import type { Now } from "./column";

/** A North American phone number as people write it: "(916) 555-0163"; any other as it is. */
export function phoneInWords(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  const national = digits.length === 11 && digits.startsWith("1") ? digits.slice(1) : digits;
  if (national.length !== 10 || /[a-z]/i.test(phone)) return phone;
  return `(${national.slice(0, 3)}) ${national.slice(3, 6)}-${national.slice(6)}`;
}

/** Minutes since midnight as a clock shows them: "9 AM", "12:30 PM", "Noon" only where short. */
export function clockInWords(minutes: number): string {
  const hour = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const half = hour < 12 ? "AM" : "PM";
  return `${hour % 12 || 12}${rest ? `:${String(rest).padStart(2, "0")}` : ""} ${half}`;
}

/** A moment on this device's clock: "Dec 9, 9:30 AM". */
export function timeInWords(ms: number, { today, zone }: Now): string {
  const { day, minutes } = wallTime(ms, zone);
  return `${shortDay(day, today)}, ${clockInWords(minutes)}`;
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
