import { type Repeat, readRepeat } from "./repeat";
import { instantOf, wallAt } from "./zone";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** So many days, weeks, months or years are looked at: what nothing matches must not be looked for without end. */
const mostPeriods = 5_000;

/** An occurrence of an appointment, in milliseconds. */
export type Occurrence = { start: number; end: number };

/**
 * The occurrences of an appointment that fall between two moments, in order, or begin before and end in between. start
 * and end are of its first one; the clocks of its zone say when the others are: one at 9 is at 9 in summer and winter.
 * A rule that can't be followed has the first one alone. All times are in milliseconds.
 */
export function occurrences(rule: string, first: Occurrence, zone: string, from: number, to: number): Occurrence[] {
  const repeat = readRepeat(rule);
  const [wall, wallEnd] = [wallAt(first.start, zone), wallAt(first.end, zone)];
  const length = wallEnd - wall;
  const within = ({ start, end }: Occurrence) => start < to && end > from;
  if (!repeat) return [first].filter(within);
  const last = lastWall(repeat.until, zone);
  const found: Occurrence[] = [];
  const before = Math.max(length, 0) + 2 * dayMs; // of wall clocks against moments too
  for (const start of wallTimes(repeat, wall, wallAt(from, zone) - before, Math.min(wallAt(to, zone) + dayMs, last))) {
    const one = start === wall ? first : { start: momentAt(start, zone), end: momentAt(start + length, zone) };
    if (within(one)) found.push(one);
  }
  return found;
}

/** The last moment of a rule as a wall clock shows it: a day is meant whole. */
function lastWall(until: string | undefined, zone: string): number {
  const [, year, month, date, hour, minute, second, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(until ?? "") ?? [];
  if (!year) return Number.POSITIVE_INFINITY;
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date));
  if (hour === undefined) return day + dayMs - 1;
  const at = day + Number(hour) * hourMs + Number(minute) * 60_000 + Number(second) * 1000;
  return utc ? wallAt(at, zone) : at;
}

/** The moment of a wall clock's time; a time that the clocks leap over is an hour later. */
function momentAt(wall: number, zone: string): number {
  return instantOf(wall, zone) ?? instantOf(wall + hourMs, zone) ?? wall;
}

/** The times of a rule, as wall clocks show them, from the first one on: those from `from` to `last`. */
function* wallTimes(repeat: Repeat, first: number, from: number, last: number): Generator<number> {
  const firstDay = Math.floor(first / dayMs);
  const clock = first - firstDay * dayMs;
  let left = repeat.count ?? Number.POSITIVE_INFINITY;
  if (left-- > 0 && first >= from && first <= last) yield first;
  // Without a count nobody needs to know what was before; one period more, since a period may begin before its days.
  const skipped = repeat.count === undefined ? periodsUntil(repeat, firstDay, Math.floor(from / dayMs)) - 1 : 0;
  for (let n = Math.max(0, skipped), looked = 0; looked < mostPeriods; n++, looked++) {
    const { begin, days } = period(repeat, firstDay, n);
    if (begin * dayMs > last) return;
    for (const day of days) {
      const at = day * dayMs + clock;
      if (at <= first) continue;
      if (at > last || left-- <= 0) return;
      if (at >= from) yield at;
    }
  }
}

/** How many periods of a rule lie between two days, at least. */
function periodsUntil({ frequency, interval }: Repeat, first: number, day: number): number {
  const years = yearOf(day) - yearOf(first);
  const months = years * 12 + monthOf(day) - monthOf(first);
  const spans = { DAILY: day - first, WEEKLY: (day - first) / 7, MONTHLY: months, YEARLY: years };
  return Math.floor(spans[frequency] / interval);
}

/** The days (since 1970) of the nth period of a rule, in order, and the day on which the period begins. */
function period(repeat: Repeat, first: number, n: number): { begin: number; days: number[] } {
  const step = n * repeat.interval;
  switch (repeat.frequency) {
    case "DAILY":
      return {
        begin: first + step,
        days: positioned(
          repeat,
          [first + step].filter((day) => passes(repeat, day)),
        ),
      };
    case "WEEKLY": {
      const begin = first - ((weekdayOf(first) - repeat.weekStart + 7) % 7) + 7 * step;
      const wanted = repeat.days.length > 0 ? repeat.days.map(({ weekday }) => weekday) : [weekdayOf(first)];
      const days = series(begin, 7).filter((day) => wanted.includes(weekdayOf(day)) && inMonths(repeat, day));
      return { begin, days: positioned(repeat, days) };
    }
    case "MONTHLY": {
      const begin = monthStart(yearOf(first), monthOf(first) + step);
      return { begin, days: positioned(repeat, inMonths(repeat, begin) ? daysOfMonth(repeat, first, begin) : []) };
    }
    case "YEARLY": {
      const year = yearOf(first) + step;
      return { begin: monthStart(year, 0), days: positioned(repeat, daysOfYear(repeat, first, year)) };
    }
  }
}

function daysOfYear(repeat: Repeat, first: number, year: number): number[] {
  const { days, months, monthDays } = repeat;
  if (months.length === 0 && monthDays.length === 0 && days.length > 0) {
    return matching(repeat, series(monthStart(year, 0), monthStart(year + 1, 0) - monthStart(year, 0)));
  }
  const every = Array.from({ length: 12 }, (_, month) => month + 1);
  const wanted = months.length > 0 ? [...new Set(months)].sort((a, b) => a - b) : monthDays.length > 0 ? every : [];
  const chosen = wanted.length > 0 ? wanted : [monthOf(first) + 1];
  return chosen.flatMap((month) => daysOfMonth(repeat, first, monthStart(year, month - 1)));
}

/** The days of a month, which begins on a day, that a rule names: by their dates, by their weekdays, or by both. */
function daysOfMonth(repeat: Repeat, first: number, begin: number): number[] {
  const all = series(begin, monthStart(yearOf(begin), monthOf(begin) + 1) - begin);
  const dates = repeat.monthDays.length > 0 ? repeat.monthDays : repeat.days.length > 0 ? [] : [dateOf(first)];
  const dated =
    dates.length === 0 ? all : all.filter((_day, at) => dates.includes(at + 1) || dates.includes(at - all.length));
  if (repeat.days.length === 0) return dated;
  const byWeekday = matching(repeat, all);
  return dated.filter((day) => byWeekday.includes(day));
}

/** Those of successive days, a month or a year, that a rule's weekdays name. */
function matching({ days }: Repeat, all: readonly number[]): number[] {
  return all.filter((day, at) =>
    days.some(({ weekday, nth }) => {
      if (weekday !== weekdayOf(day)) return false;
      const fromStart = Math.floor(at / 7) + 1;
      const fromEnd = -Math.floor((all.length - 1 - at) / 7) - 1;
      return nth === 0 || nth === fromStart || nth === fromEnd;
    }),
  );
}

function positioned({ positions }: Repeat, days: number[]): number[] {
  if (positions.length === 0) return days;
  return days.filter((_, at) => positions.includes(at + 1) || positions.includes(at - days.length));
}

/** Whether a rule by days lets a day pass. */
function passes(repeat: Repeat, day: number): boolean {
  const { days, monthDays } = repeat;
  const end = monthStart(yearOf(day), monthOf(day) + 1) - day; // 1 for the last day
  const dated = monthDays.length === 0 || monthDays.includes(dateOf(day)) || monthDays.includes(-end);
  return (
    inMonths(repeat, day) && dated && (days.length === 0 || days.some(({ weekday }) => weekday === weekdayOf(day)))
  );
}

function inMonths({ months }: Repeat, day: number): boolean {
  return months.length === 0 || months.includes(monthOf(day) + 1);
}

const utc = (day: number) => new Date(day * dayMs);
const yearOf = (day: number) => utc(day).getUTCFullYear();
const monthOf = (day: number) => utc(day).getUTCMonth();
const dateOf = (day: number) => utc(day).getUTCDate();
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7; // 1970 began on a Thursday
const monthStart = (year: number, month: number) => Math.floor(Date.UTC(year, month, 1) / dayMs);
const series = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
