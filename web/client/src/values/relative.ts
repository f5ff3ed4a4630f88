import { addDays, addMonths, weekdayOf } from "./day";
import type { ReadDay } from "./parsed";

const near: Record<string, number> = { today: 0, now: 0, tod: 0, tomorrow: 1, tmrw: 1, tmw: 1, tom: 1, yesterday: -1 };

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const weekdayPattern =
  "(sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?)";

/** How far is counted from today, in days and in months: further than any year that a field holds. */
const maxDays = 150_000;
const maxMonths = 4_800;

/** "today", "in 30 days", "2 weeks ago", "+30", "next month", "Friday", "next Friday", in lower case. */
export function readRelative(text: string, today: string): ReadDay {
  const days = Object.hasOwn(near, text) ? near[text] : undefined;
  if (days !== undefined) return addDays(today, days);
  if (/^the day after tomorrow$/.test(text)) return addDays(today, 2);
  return readCount(text, today) ?? readNext(text, today) ?? readWeekday(text, today);
}

const countPattern =
  /^(in |within |\+ ?|- ?)?(\d+|an?|one|two|three) ?(business days?|bd|[a-z]+)( ago| from (?:now|today)| later)?$/;

/** "in 30 days", "30 days", "30d", "+30", "a week ago", "3 months from now". */
function readCount(text: string, today: string): ReadDay {
  const plus = /^([+-])(\d+)$/.exec(text);
  if (plus) return counted(Number(plus[2]) * (plus[1] === "-" ? -1 : 1), "day", today);
  const [, sign, count, unit, after] = countPattern.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  if (/^b/.test(unit)) return { problem: "Business days are not counted here. Write the date, such as 12/4/2026." };
  const known = /^(?:(d)(?:ays?)?|(w)(?:(?:ee)?ks?)?|(m)(?:o(?:nth)?s?)?|(y)(?:(?:ea)?rs?)?)$/.exec(unit);
  if (!known) return undefined;
  const words: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3 };
  const back = sign?.startsWith("-") || after === " ago" ? -1 : 1;
  const number = back * (words[count] ?? Number(count));
  return counted(number, known[1] ? "day" : known[2] ? "week" : known[3] ? "month" : "year", today);
}

function counted(count: number, unit: "day" | "week" | "month" | "year", today: string): ReadDay {
  const inDays = unit === "day" || unit === "week";
  const number = count * { day: 1, week: 7, month: 1, year: 12 }[unit];
  if (Math.abs(number) > (inDays ? maxDays : maxMonths)) return { problem: "That is too far away." };
  return inDays ? addDays(today, number) : addMonths(today, number);
}

/** "next week", "next month", "next year", "last week": as far from today as they are long. */
function readNext(text: string, today: string): ReadDay {
  const [, which, unit] = /^(next|last) (week|month|year)$/.exec(text) ?? [];
  if (unit === undefined) return undefined;
  return counted(which === "last" ? -1 : 1, unit as "week" | "month" | "year", today);
}

/**
 * "Friday" is the next one after today, "this Friday" may be today, "last Friday" is the one before today, and "next
 * Friday" that of the next week, where weeks begin on Monday.
 */
function readWeekday(text: string, today: string): ReadDay {
  const [, which, name] = new RegExp(`^(next |this |last |on |coming )?${weekdayPattern}$`).exec(text) ?? [];
  if (name === undefined) return undefined;
  const ahead = (weekdays.indexOf(name.slice(0, 3)) - weekdayOf(today) + 7) % 7; // 0 to 6
  switch (which) {
    case "this ":
      return addDays(today, ahead);
    case "last ":
      return addDays(today, ahead - 7);
    case "next ": {
      const fromMonday = (day: number) => (day + 6) % 7;
      const monday = addDays(today, 7 - fromMonday(weekdayOf(today)));
      return addDays(monday, fromMonday(weekdays.indexOf(name.slice(0, 3))));
    }
  }
  return addDays(today, ahead === 0 ? 7 : ahead);
}
