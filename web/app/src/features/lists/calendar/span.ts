import { addDays, type Day, isDay, monthEnd, monthName, monthStart, shortDay, weekStart } from "../../../trade/days";

/** How much a calendar shows. */
export type Span = "day" | "week" | "month" | "agenda";

export const spans: readonly Span[] = ["day", "week", "month", "agenda"];

const agendaDays = 30;

/** A span by its name in an address; anything else is a week, or on a phone what comes next. */
export function spanNamed(name: string | undefined, phone: boolean): Span {
  return spans.find((span) => span === name) ?? (phone ? "agenda" : "week");
}

/** The day that an address names, else today; days that no calendar shows are today too. */
export function dayNamed(name: string | undefined, today: Day): Day {
  return isDay(name) && name >= "1900-01-01" && name <= "2199-12-01" ? name : today;
}

/** The days that are shown with a day. A month is whole weeks. */
export function daysShown(span: Span, day: Day): Day[] {
  if (span === "day") return [day];
  if (span === "week") return series(weekStart(day), 7);
  if (span === "agenda") return series(day, agendaDays);
  const first = weekStart(monthStart(day));
  const weeks = addDays(first, 35) > monthEnd(day) ? 5 : 6;
  return series(first, weeks * 7);
}

/** The day to show a span earlier (-1) or later (1). */
export function moved(span: Span, day: Day, by: number): Day {
  if (span === "day") return addDays(day, by);
  if (span === "week") return addDays(day, 7 * by);
  return span === "month" ? monthStart(day, by) : addDays(day, agendaDays * by);
}

/** What is shown, in words: "Nov 29 to Dec 5, 2026", "December 2026". */
export function spanInWords(span: Span, day: Day): string {
  if (span === "month") return monthName(day);
  const days = daysShown(span, day);
  const first = days[0] ?? day;
  const last = days.at(-1) ?? day;
  const year = last.slice(0, 4);
  const from = shortDay(first, last);
  return first === last ? `${from}, ${year}` : `${from} to ${shortDay(last, last)}, ${year}`;
}

function series(from: Day, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}
