import { addDays, dayOf, daysIn, partsOf } from "./day";
import type { ReadDay } from "./parsed";

const beginnings = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A month's name in lower case, whole or shortened, as a group of a pattern. */
export const monthPattern =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|" +
  "nov(?:ember)?|dec(?:ember)?)\\.?";

/** The number of a month, 1 to 12, by what monthPattern found; 0 where that is nothing. */
export function monthNamed(name: string | undefined): number {
  return beginnings.indexOf((name ?? "").slice(0, 3)) + 1;
}

/** How long ago a day without a year may be before the one of the next year is meant. */
const lookBackDays = 90;

/** The day with this date that is meant today; undefined where no year has it. */
export function nearDay(month: number, date: number, today: string, past?: boolean): string | undefined {
  const { year } = partsOf(today);
  const years = past ? [0, -1, -2, -3, -4, -5, -6, -7, -8] : [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8];
  const since = addDays(today, -lookBackDays);
  return years
    .map((more) => dayOf(year + more, month, date))
    .find((day) => day !== undefined && (past ? day <= today : day >= since));
}

/** "mid-month", "mid June", "end of month", "eom", "beginning of July 2027", "end of the year". */
export function readMonthPart(text: string, today: string): ReadDay {
  const now = partsOf(today);
  if (/^(?:eoy|(?:the )?end of (?:the |this )?year|year[- ]end)$/.test(text)) return dayOf(now.year, 12, 31);
  const part = "(?:the )?(mid(?:dle)?|beginning|start|early|first|end|last day)(?: of)?[ -]?";
  const named = new RegExp(`^${part}(?:(?:the |this |next )?(month)|${monthPattern}(?:,? (\\d{4}))?)$`).exec(text);
  const end = /^(?:eom|month[- ]end)$/.test(text);
  if (!named && !end) return undefined;
  const [, which = "end", plain, month, year] = named ?? [];
  if (which === "early") return { problem: "Which day? Write one such as 12/4/2026." };
  const dateIn = (y: number, m: number) => (/^mid/.test(which) ? 15 : /^(end|last)/.test(which) ? daysIn(y, m) : 1);
  if (month) {
    const m = monthNamed(month);
    if (year) return dayOf(Number(year), m, dateIn(Number(year), m));
    const since = dayOf(now.year, m, dateIn(now.year, m));
    return since && since >= today ? since : dayOf(now.year + 1, m, dateIn(now.year + 1, m));
  }
  const at = (more: number) => {
    const count = now.year * 12 + now.month - 1 + more;
    const [y, m] = [Math.floor(count / 12), (count % 12) + 1];
    return dayOf(y, m, dateIn(y, m));
  };
  if (plain && /next month$/.test(text)) return at(1);
  const current = at(0);
  return current && current >= today ? current : at(1);
}
