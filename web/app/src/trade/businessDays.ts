import { addDays, type Day, weekdayOf } from "./days";

/** Federal holidays on a day of the month (5 U.S.C. 6103), as MM-DD. */
const fixed = ["01-01", "06-19", "07-04", "11-11", "12-25"];

/** Those on a weekday of a month: the month, the weekday (1 is Monday), and which one of the month; -1 is the last. */
const moving = [
  [1, 1, 3],
  [2, 1, 3],
  [5, 1, -1],
  [9, 1, 1],
  [10, 1, 2],
  [11, 4, 4],
] as const;

/** Whether a day is a federal holiday. One on a Saturday is kept on the Friday, one on a Sunday on the Monday after. */
export function isHoliday(day: Day): boolean {
  const weekday = weekdayOf(day);
  const kept = [day];
  if (weekday === 5) kept.push(addDays(day, 1));
  if (weekday === 1) kept.push(addDays(day, -1));
  if (kept.some((one) => fixed.includes(one.slice(5)) && keptOn(one) === day)) return true;
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  const isLast = addDays(day, 7).slice(5, 7) !== day.slice(5, 7);
  return moving.some(
    ([of, on, which]) => month === of && weekday === on && (which < 0 ? isLast : Math.ceil(date / 7) === which),
  );
}

/** When a holiday on a day is kept. */
function keptOn(day: Day): Day {
  const weekday = weekdayOf(day);
  if (weekday === 6) return addDays(day, -1);
  return weekday === 0 ? addDays(day, 1) : day;
}

/** A day moved on by business days: neither weekends nor federal holidays count. */
export function addBusinessDays(day: Day, days: number): Day {
  let at = day;
  for (let left = days; left > 0; ) {
    at = addDays(at, 1);
    const weekday = weekdayOf(at);
    if (weekday !== 0 && weekday !== 6 && !isHoliday(at)) left -= 1;
  }
  return at;
}
