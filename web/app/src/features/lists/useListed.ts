import { type RecordType, type Row, rowsOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { useDeferredValue, useMemo } from "react";
import { type Arranged, arrange, chosenRows } from "./arrange";
import { boardFilters } from "./board/stacks";
import type { Columns, Now } from "./column";
import type { ListQuery } from "./query";

type Props = {
  type: RecordType;
  columns: Columns;
  query: ListQuery;
  board: boolean; // by status: its filters choose columns, and no rows
  q: string;
  closed: ReadonlySet<string>; // the keys of groups whose rows are hidden
  now: Now;
};

/** The rows of this device as a list shows them. A burst of changes is arranged together, after what waits to paint. */
export function useListed({ type, columns, query, board, q, closed, now }: Props): Arranged & { matching: Row[] } {
  const { client } = useSession();
  const all = useDeferredValue(useObservable(client.rows.all));
  const words = useDeferredValue(q);
  const nameOf = useNaming();
  const matching = useMemo(() => {
    const searched = words ? rowsOf(all, type, words) : all.values();
    const filters = board ? boardFilters(query.filters, type.status) : query.filters;
    return chosenRows(searched, type, columns, { filters, sort: query.sort }, now, nameOf);
  }, [all, words, type, columns, query.filters, query.sort, board, now, nameOf]);
  const arranged = useMemo(
    () => arrange(matching, columns, query, closed, now, nameOf),
    [matching, columns, query, closed, now, nameOf],
  );
  return useMemo(() => ({ ...arranged, matching }), [arranged, matching]);
}
