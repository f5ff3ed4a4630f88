import { show } from "@roomkey/client";
import { countdown, inDays } from "../../../trade/countdown";
import { type Day, daysBetween } from "../../../trade/days";

const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" });

/** What is said beside a field's value, muted: the weekday of a date, what is left of a term, a share of the price. */
export function noteOf(
  path: string,
  kind: string,
  value: unknown,
  fields: Record<string, unknown>,
  today: Day,
): string {
  if (kind === "date") {
    const day = show(value);
    const at = new Date(`${day}T00:00:00Z`);
    if (Number.isNaN(at.getTime())) return "";
    const ahead = daysBetween(today, day);
    if (/expir/i.test(path) && ahead !== undefined)
      return ahead < 0 ? (countdown(day, today)?.text ?? "") : inDays(ahead);
    return ahead !== undefined && Math.abs(ahead) < 60 ? weekday.format(at) : "";
  }
  const price = fields.purchasePrice;
  if (path === "loanAmount" && typeof value === "number" && typeof price === "number" && price > 0) {
    return `${Math.round((100 * value) / price)}% of the price`;
  }
  return "";
}
