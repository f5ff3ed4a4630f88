import { type DateRules, parseDate } from "./date";
import { isDay } from "./day";
import { formatClock, formatTime } from "./format";
import { type Parsed, plainText, problem, quoted, understood } from "./parsed";
import { deviceZone, instantOf } from "./zone";

/** Whose clock a time is read by, and shown by; the device's unless told. */
export type TimeRules = DateRules & { zone?: string | undefined };

const clockPattern =
  "noon|midday|midnight|\\d{1,2}(?::\\d{2}){0,2} ?[ap]\\.?(?: ?m\\.?)?|\\d{1,2}:\\d{2}(?::\\d{2})?|" +
  "[01]\\d[0-5]\\d|2[0-3][0-5]\\d";

/** Reads a time of day: "2pm", "2:30 p.m.", "14:30", "1430", "noon". The value is of 24 hours: "14:30". */
export function parseClock(typed: string): Parsed<string> {
  const text = plainText(typed)?.toLowerCase();
  if (text === "") return problem("Enter a time, such as 2:30 PM.");
  const known = text && new RegExp(`^(?:${clockPattern})$`).test(text) ? minutesOf(text) : undefined;
  if (typeof known === "number") {
    const clock = `${String(Math.floor(known / 60)).padStart(2, "0")}:${String(known % 60).padStart(2, "0")}`;
    return understood(clock, formatClock(clock));
  }
  if (text && /^\d{1,2}$/.test(text) && Number(text) <= 12) return problem(`${text} AM or ${text} PM?`);
  return problem(known?.problem ?? `${quoted(typed)} is not a time. Write one such as 2:30 PM.`);
}

/**
 * Reads a day and a time of day: "12/4 2pm", "tomorrow at noon", "2026-12-04T14:30", "2:30 PM" (today). The value is an
 * instant as RFC 3339 has it, in UTC; a text with an offset of its own ("…-08:00") means that.
 */
export function parseTime(typed: string, today: string, rules: TimeRules = {}): Parsed<string> {
  const { zone = deviceZone() } = rules;
  const text = plainText(typed)?.toLowerCase();
  if (text === "") return problem("Enter a day and a time, such as 12/4 2:30 PM.");
  if (text === undefined) return notTime(typed);
  const exact = /^(\d{4}-\d{2}-\d{2})[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(z|[+-]\d{2}:\d{2})$/.exec(text);
  if (exact) return readExact(text, exact[1] ?? "", today, rules);
  const [before, clock] = split(byDay(text));
  if (clock === undefined) {
    const day = parseDate(before, today, rules);
    return problem(day.ok ? `At what time? Write it such as ${shortly(day.value)} 2:30 PM.` : notTime(typed).problem);
  }
  const minutes = minutesOf(clock);
  if (typeof minutes === "object") return problem(minutes.problem);
  const day = before === "" ? understood(today, "") : parseDate(before, today, rules);
  if (!day.ok) return day;
  const instant = instantOf(Date.parse(`${day.value}T00:00:00Z`) + minutes * 60_000, zone);
  if (instant === undefined) return problem("There is no such time: clocks go forward then.");
  const value = new Date(instant).toISOString();
  return understood(value, formatTime(value, zone));
}

function readExact(text: string, day: string, today: string, rules: TimeRules): Parsed<string> {
  const instant = Date.parse(text.toUpperCase().replace(" ", "T"));
  if (!isDay(day) || Number.isNaN(instant)) return notTime(text);
  const date = parseDate(day, today, { ...rules, past: false });
  if (!date.ok) return date;
  const value = new Date(instant).toISOString();
  return understood(value, formatTime(value, rules.zone ?? deviceZone()));
}

/** "Friday at 2" is in the afternoon, "at 9" in the morning: people meet between seven and seven. */
function byDay(text: string): string {
  return text.replace(/\bat (\d{1,2})$/, (all, hour) =>
    hour >= 1 && hour <= 12 ? `at ${hour} ${hour >= 7 && hour < 12 ? "am" : "pm"}` : all,
  );
}

/** A text's day and its time of day, which may stand before or after it. */
function split(text: string): [day: string, clock: string | undefined] {
  const last = new RegExp(`^(?:(.*?)(?:t|,? at |, ?| ))?(?:at )?(${clockPattern})$`).exec(text);
  if (last && !/^\d{4}$/.test(last[2] ?? "")) return [last[1] ?? "", last[2]];
  const first = new RegExp(`^(${clockPattern})(?:,| on|, on)? (.+)$`).exec(text);
  if (first && !/^\d{4}$/.test(first[1] ?? "")) return [first[2] ?? "", first[1]];
  return [text, undefined];
}

/** The minutes since midnight. Seconds are read and dropped: no one makes appointments to the second. */
function minutesOf(clock: string): number | { problem: string } {
  if (/^noon|midday/.test(clock)) return 12 * 60;
  if (clock === "midnight") return 0;
  const [, h = "", m = "00", half] =
    /^(\d{1,2})(?::(\d{2})(?::\d{2})?)? ?([ap])?/.exec(clock.replace(/^(\d{2})(\d{2})$/, "$1:$2")) ?? [];
  const [hours, minutes] = [Number(h), Number(m)];
  if (minutes > 59 || hours > 24 || (half && (hours > 12 || hours === 0)) || (hours === 24 && minutes > 0)) {
    return { problem: `There is no ${clock}. Write a time such as 2:30 PM.` };
  }
  if (hours === 24) return { problem: "Midnight begins a day: write 12 AM of the next one." };
  return (half ? (hours % 12) + (half === "p" ? 12 : 0) : hours) * 60 + minutes;
}

function shortly(day: string): string {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`;
}

function notTime(typed: string): { ok: false; problem: string } {
  return problem(`${quoted(typed)} is not a day and a time. Write them such as 12/4 2:30 PM.`);
}
