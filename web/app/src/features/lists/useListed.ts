import type { RecordType, Row } from "@roomkey/client";
import { useFound, useNaming } from "@roomkey/client/react";
import { useMemo } from "react";
import { type Arranged, arrange, chosenRows } from "./arrange";
import { boardFilters } from "./board/stacks";
import type { Columns, Now } from "./column";
import type { ListQuery } from "./query";
import { useRows } from "./useRows";

type Props = {
  type: RecordType;
  columns: Columns;
  query: ListQuery;
  archived: boolean; // archived rows instead of the others
  board: boolean; // by status: its filters choose columns, and no rows
  q: string;
  closed: ReadonlySet<string>; // the keys of groups whose rows are hidden
  now: Now;
};

/** The rows of this device as a list shows them. A burst of changes is arranged together, after what waits to paint. */
export function useListed({
  type,
  columns,
  query,
  archived,
  board,
  q,
  closed,
  now,
}: Props): Arranged & { matching: Row[] } {
  const all = useRows();
  const found = useFound(q, { type: type.name, limit: Number.POSITIVE_INFINITY, archived });
  const nameOf = useNaming();
  const searching = q.trim() !== "";
  const matching = useMemo(() => {
    const filters = board ? boardFilters(query.filters, type.status) : query.filters;
    const chosen = { filters, sort: query.sort };
    if (!searching || !found) return chosenRows(all.values(), type, columns, chosen, now, nameOf, archived);
    const places = new Map(found.items.map(({ id }, place) => [id, place]));
    const searched = [...places.keys()].flatMap((id) => all.get(id) ?? []);
    const rows = chosenRows(searched, type, columns, chosen, now, nameOf, archived);
    if (query.sort.some(({ column, desc }) => column !== "updatedAt" || !desc)) return rows;
    return rows.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0)); // the best found first
  }, [all, searching, found, type, columns, query.filters, query.sort, archived, board, now, nameOf]);
  const arranged = useMemo(
    () => arrange(matching, columns, query, closed, now, nameOf),
    [matching, columns, query, closed, now, nameOf],
  );
  return useMemo(() => ({ ...arranged, matching }), [arranged, matching]);
}
