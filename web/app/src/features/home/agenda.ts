import { type Row, show } from "@roomkey/client";
import { addDays, type Day } from "../lists/days";
import { type Deadline, deadlinesOf } from "../lists/deadline";
import { dayIn } from "../lists/zone";

export type Due = Deadline & { row: Row };

/** Deadlines of one day, or all that are late. */
export type DueGroup = { day: Day | "late"; due: Due[] };

/** What is late, and what is due within so many days, by day. */
export function dueSoon(rows: Row[], today: Day, days: number): DueGroup[] {
  const last = addDays(today, days);
  const groups = new Map<Day | "late", Due[]>();
  const due = rows
    .flatMap((row) => deadlinesOf(row, today).map((deadline) => ({ ...deadline, row })))
    .filter(({ day }) => day <= last)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  for (const one of due) {
    const key = one.day < today ? "late" : one.day;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([day, list]) => ({ day, due: list }));
}

/** The appointments of a day as clocks show it in a zone, in order; cancelled ones are none. */
export function appointmentsOn(rows: Row[], today: Day, zone: string): Row[] {
  return rows
    .filter(({ type, fields }) => type === "appointment" && show(fields.STATUS) !== "CANCELLED")
    .map((row) => ({ row, at: Date.parse(show(row.fields.DTSTART)) }))
    .filter(({ at }) => !Number.isNaN(at) && dayIn(at, zone) === today)
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
