import { type Row, show } from "@roomkey/client";
import { occurrences } from "@roomkey/client/values";
import { addDays, type Day } from "../../trade/days";
import { type Deadline, deadlinesOf } from "../../trade/deadlines";
import { dayIn, isZone, momentOf } from "../../trade/zone";

export type Due = Deadline & { row: Row };

/** Deadlines of one day, or all that are late. */
export type DueGroup = { day: Day | "late"; due: Due[] };

/** What is late, the last first, and what is due within so many days, by day. */
export function dueSoon(rows: Row[], today: Day, days: number): DueGroup[] {
  const last = addDays(today, days);
  const due = rows
    .filter(({ type }) => type === "escrow")
    .flatMap((row) => deadlinesOf(row, today).map((deadline) => ({ ...deadline, row })))
    .filter(({ day }) => day <= last)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const late = due.filter(({ day }) => day < today).reverse();
  const groups: DueGroup[] = [];
  for (const one of due.slice(late.length)) {
    const last = groups.at(-1);
    if (last?.day === one.day) last.due.push(one);
    else groups.push({ day: one.day, due: [one] });
  }
  return late.length > 0 ? [{ day: "late", due: late }, ...groups] : groups;
}

/** An appointment, or an occurrence of it, and when it begins, in milliseconds. */
export type Today = { row: Row; at: number };

/** The appointments of a day as clocks show it in a zone, in order; cancelled ones are none. */
export function appointmentsOn(rows: Row[], today: Day, zone: string): Today[] {
  return rows
    .filter(({ type, fields }) => type === "appointment" && show(fields.STATUS) !== "CANCELLED")
    .flatMap((row) => startsOn(row, today, zone).map((at) => ({ row, at })))
    .filter(({ at }) => !Number.isNaN(at) && dayIn(at, zone) === today)
    .sort((a, b) => a.at - b.at);
}

/** When an appointment begins, or for one that repeats, when it does about a day. */
function startsOn({ fields }: Row, today: Day, zone: string): number[] {
  const start = Date.parse(show(fields.DTSTART));
  const rule = show(fields.RRULE);
  if (rule === "" || Number.isNaN(start)) return [start];
  const own = show(fields.TZID);
  const [from, to] = [momentOf(today, 0, zone), momentOf(addDays(today, 1), 0, zone)];
  const found = occurrences(rule, { start, end: start + 60_000 }, isZone(own) ? own : zone, from, to);
  return found.map((one) => one.start);
}
