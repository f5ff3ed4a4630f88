import type { Row } from "@roomkey/client";
import { useMemo } from "react";
import type { Day } from "../../../trade/days";
import { type Deadline, deadlinesOf } from "../../../trade/deadlines";
import type { Now } from "../column";
import { useRows } from "../useRows";
import { type Entry, entriesOf } from "./entries";

/** A deadline of an escrow. */
export type Due = Deadline & { row: Row };

/** The appointments of this device as they occur on the days that are shown, and the deadlines of escrows by day. */
export function useCalendar(now: Now, days: readonly Day[]): { entries: Entry[]; due: ReadonlyMap<Day, Due[]> } {
  const all = useRows();
  const first = days[0] ?? now.today;
  const last = days.at(-1) ?? first;
  const entries = useMemo(() => entriesOf(all.values(), now.zone, { first, last }), [all, now.zone, first, last]);
  const due = useMemo(() => {
    const byDay = new Map<Day, Due[]>();
    for (const row of all.values()) {
      if (row.type !== "escrow" || row.archivedAt || row.deletedAt) continue;
      for (const deadline of deadlinesOf(row, now.today)) {
        const list = byDay.get(deadline.day) ?? [];
        list.push({ ...deadline, row });
        byDay.set(deadline.day, list);
      }
    }
    const last = (one: Due) => Number(one.kind === "checklist"); // there may be many, and a contingency counts for more
    for (const list of byDay.values()) list.sort((a, b) => last(a) - last(b));
    return byDay;
  }, [all, now.today]);
  return { entries, due };
}
