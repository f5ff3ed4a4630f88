import { addDays, type Day, isDay, monthEnd, monthStart, weekStart } from "../../trade/days";

/** Periods that move with the day on which a list is looked at: their names in addresses and what they are called. */
const periods = {
  today: "today",
  tomorrow: "tomorrow",
  yesterday: "yesterday",
  "this-week": "this week",
  "next-week": "next week",
  "last-week": "last week",
  "this-month": "this month",
  "next-month": "next month",
  "last-month": "last month",
  "this-year": "this year",
  "last-year": "last year",
  "next-7": "next 7 days",
  "next-30": "next 30 days",
  "last-7": "last 7 days",
  "last-30": "last 30 days",
  past: "in the past",
  future: "in the future",
} as const;

export type Period = keyof typeof periods;

export const periodNames = Object.keys(periods) as Period[];

export function isPeriod(name: string): name is Period {
  return Object.hasOwn(periods, name);
}

export function periodLabel(name: string): string {
  return isPeriod(name) ? periods[name] : name;
}

/** The first and the last day of a period; undefined where it has no end on that side. */
export function periodDays(name: string, today: Day): [Day | undefined, Day | undefined] {
  const week = weekStart(today);
  const year = today.slice(0, 4);
  const before = String(Number(year) - 1).padStart(4, "0");
  switch (name as Period) {
    case "today":
      return [today, today];
    case "tomorrow":
      return [addDays(today, 1), addDays(today, 1)];
    case "yesterday":
      return [addDays(today, -1), addDays(today, -1)];
    case "this-week":
      return [week, addDays(week, 6)];
    case "next-week":
      return [addDays(week, 7), addDays(week, 13)];
    case "last-week":
      return [addDays(week, -7), addDays(week, -1)];
    case "this-month":
      return [monthStart(today), monthEnd(today)];
    case "next-month":
      return [monthStart(today, 1), monthEnd(today, 1)];
    case "last-month":
      return [monthStart(today, -1), monthEnd(today, -1)];
    case "this-year":
      return [`${year}-01-01`, `${year}-12-31`];
    case "last-year":
      return [`${before}-01-01`, `${before}-12-31`];
    case "next-7":
      return [today, addDays(today, 7)];
    case "next-30":
      return [today, addDays(today, 30)];
    case "last-7":
      return [addDays(today, -7), today];
    case "last-30":
      return [addDays(today, -30), today];
    case "past":
      return [undefined, addDays(today, -1)];
    case "future":
      return [addDays(today, 1), undefined];
  }
}

/** A day as a filter has it: 2026-12-09, or counted from today: today, today-7, today+30. At most 36,500 days off. */
export function relativeDay(value: string, today: Day): Day | undefined {
  if (isDay(value)) return value;
  const match = /^today([+-]\d{1,5})?$/.exec(value);
  const days = Number(match?.[1] ?? 0);
  return match && Math.abs(days) <= 36_500 ? addDays(today, days) : undefined;
}

/** Two days with the earlier first. */
export function inOrder(one: Day | undefined, two: Day | undefined): [Day | undefined, Day | undefined] {
  return one !== undefined && two !== undefined && two < one ? [two, one] : [one, two];
}
