import { dayOf, daysIn, isDay } from "./day";
import { formatDate } from "./format";
import { monthNamed, monthPattern, nearDay, readMonthPart } from "./month";
import { type Parsed, plainText, problem, quoted, type ReadDay, understood } from "./parsed";
import { readRelative } from "./relative";

/** Bounds of a date, both included; the years 1900 to 2200 unless they say otherwise. */
export type DateRules = {
  earliest?: string | undefined;
  latest?: string | undefined;
  past?: boolean | undefined; // not after today, such as a birthday
};

/**
 * Reads a day: "2026-12-04", "12/4/2026" (month first), "12/4", "Dec 4", "in 30 days", "next Friday", "tomorrow",
 * "mid-month", "30 days after 12/4/2026". today is the user's day by the server's clock. Without a year it is the next
 * such day, or one of the last 90 days; in the past only, the last such day.
 */
export function parseDate(typed: string, today: string, rules: DateRules = {}): Parsed<string> {
  const text = plainText(typed)?.toLowerCase().replace(/\.$/, "");
  if (text === "") return problem("Enter a date, such as 12/4/2026.");
  const day = text === undefined ? undefined : readDay(text, today, rules.past);
  if (day === undefined) return problem(`${quoted(typed)} is not a date. Write one such as 12/4/2026 or “in 30 days”.`);
  if (typeof day === "object") return problem(day.problem);
  const { earliest = "1900-01-01", latest = "2200-12-31" } = rules;
  if (rules.past && day > today) return problem(`${formatDate(day)} is in the future.`);
  if (day < earliest) return problem(`Enter a date from ${formatDate(earliest)} on.`);
  if (day > latest) return problem(`Enter a date until ${formatDate(latest)}.`);
  return understood(day, formatDate(day));
}

function readDay(text: string, today: string, past?: boolean): ReadDay {
  const [, count, unit, way, from] = /^(\d+|an?) (\w+) (after|before|from) (.+)$/.exec(text) ?? [];
  if (count && from && !/^(today|now)$/.test(from)) {
    const start = readDay(from, today, past);
    return typeof start === "string"
      ? readRelative(`${count} ${unit} ${way === "before" ? "ago" : "from now"}`, start)
      : start;
  }
  const bare = text.replace(/^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?,? (?=.*\d)/, "");
  return (
    readNumbers(bare, today, past) ??
    readNamedMonth(bare, today, past) ??
    readMonthPart(bare, today) ??
    readRelative(text, today)
  );
}

/** "2026-12-04", "20261204", "12/4/2026", "12.4.26", "12-4", "12042026". */
function readNumbers(text: string, today: string, past?: boolean): ReadDay {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (iso) return checked(Number(iso[1]), Number(iso[3]), Number(iso[4]), true);
  const us = /^(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|'?\d{2}))?$/.exec(text);
  if (us) return dated(Number(us[1]), Number(us[3]), us[4], today, past);
  if (!/^\d{8}$/.test(text)) return undefined;
  const sorted = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  if (/^(19|2[0-2])/.test(text) && isDay(sorted)) return sorted;
  return checked(Number(text.slice(4)), Number(text.slice(0, 2)), Number(text.slice(2, 4)));
}

/** "Dec 4", "December 4th, 2026", "4 December 2026", "4-Dec-26". */
function readNamedMonth(text: string, today: string, past?: boolean): ReadDay {
  const dateText = "(\\d{1,2})(?:st|nd|rd|th)?";
  const yearText = "(?:(?:, ?| |-)(\\d{4}|'?\\d{2}))?";
  const monthFirst = new RegExp(`^${monthPattern}[ -]?${dateText}${yearText}$`).exec(text);
  if (monthFirst) return dated(monthNamed(monthFirst[1]), Number(monthFirst[2]), monthFirst[3], today, past);
  const dateFirst = new RegExp(`^(?:the )?${dateText}(?: of)?[ -]?${monthPattern}${yearText}$`).exec(text);
  if (dateFirst) return dated(monthNamed(dateFirst[2]), Number(dateFirst[1]), dateFirst[3], today, past);
  return undefined;
}

/** A month and a date, with a year of four digits, of two, or none. */
function dated(month: number, date: number, year: string | undefined, today: string, past?: boolean): ReadDay {
  const digits = year?.replace("'", "");
  if (digits?.length === 4) return checked(Number(digits), month, date);
  const thisYear = Number(today.slice(0, 4));
  if (digits === undefined) return nearDay(month, date, today, past) ?? noSuchDay(month, date);
  const near = Math.floor(thisYear / 100) * 100 + Number(digits);
  const late = past ? (dayOf(near, month, date) ?? "") > today : near > thisYear + 50;
  return checked(late ? near - 100 : near, month, date);
}

function checked(year: number, month: number, date: number, iso = false): ReadDay {
  return dayOf(year, month, date) ?? noSuchDay(month, date, year, iso);
}

const monthNames = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat("en-US", { month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2026, month, 1))),
);

function noSuchDay(month: number, date: number, year?: number, iso = false): { problem: string } {
  const name = monthNames[month - 1];
  if (name === undefined) {
    const swapped = !iso && month > 12 && month <= 31 && date >= 1 && date <= 12;
    return { problem: `There is no month ${month}.${swapped ? ` Write the month first: ${date}/${month}.` : ""}` };
  }
  const last = daysIn(year ?? 2024, month);
  return { problem: `${name}${year === undefined ? "" : ` ${year}`} has ${last} days.` };
}
