// Rules by which appointments repeat: RRULE of RFC 5545, as far as people use it.

export type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** A weekday, 0 for Sunday; nth is which one of the month or year, from the end where it is negative; 0: each. */
export type RepeatDay = { weekday: number; nth: number };

/** A rule that was read. Lists are empty where the rule says nothing. */
export type Repeat = {
  frequency: Frequency;
  interval: number;
  count?: number | undefined; // of all occurrences, the first included
  until?: string | undefined; // as it stands in the rule: the last moment, or the last day
  weekStart: number; // 0: Sunday
  days: readonly RepeatDay[];
  monthDays: readonly number[]; // of the month, from its end where they are negative
  months: readonly number[]; // 1 to 12
  positions: readonly number[]; // among the occurrences of one period
};

/** The weekdays as rules have them, Sunday first. */
export const weekdayCodes: readonly string[] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** Reads a rule. Undefined: it is none, or says more than can be followed here, such as the weeks of a year. */
export function readRepeat(text: string): Repeat | undefined {
  const parts = new Map<string, string>();
  for (const part of text.trim().split(";")) {
    const [, name, value] = /^([A-Z]+)=([A-Z0-9+,-]+)$/.exec(part) ?? [];
    if (!name || !value || parts.has(name)) return undefined;
    parts.set(name, value);
  }
  const taken = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const frequency = taken("FREQ");
  const interval = Number(taken("INTERVAL") ?? 1);
  const count = taken("COUNT");
  const until = taken("UNTIL");
  const weekStart = weekdayCodes.indexOf(taken("WKST") ?? "MO");
  const days = daysIn(taken("BYDAY"));
  const [monthDays, months, positions] = [
    numbersIn(taken("BYMONTHDAY"), 31),
    numbersIn(taken("BYMONTH"), 12),
    numbersIn(taken("BYSETPOS"), 366),
  ];
  const known = /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(frequency ?? "") && parts.size === 0;
  const bounded =
    interval >= 1 && interval <= 999 && weekStart >= 0 && (count === undefined || /^[1-9]\d{0,3}$/.test(count));
  const ended = until === undefined || /^\d{8}(?:T\d{6}Z?)?$/.test(until);
  if (!known || !bounded || !ended || !days || !monthDays || !months || !positions) return undefined;
  const some = { count: count === undefined ? undefined : Number(count), until };
  return { frequency: frequency as Frequency, interval, ...some, weekStart, days, monthDays, months, positions };
}

function daysIn(text: string | undefined): RepeatDay[] | undefined {
  if (text === undefined) return [];
  const days: RepeatDay[] = [];
  for (const one of text.split(",")) {
    const [, nth, code] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(one) ?? [];
    if (!code) return undefined;
    days.push({ weekday: weekdayCodes.indexOf(code), nth: Number(nth ?? 0) });
  }
  return days;
}

function numbersIn(text: string | undefined, most: number): number[] | undefined {
  if (text === undefined) return [];
  const numbers = text.split(",").map(Number);
  return numbers.every((n) => Number.isInteger(n) && n !== 0 && Math.abs(n) <= most) ? numbers : undefined;
}
