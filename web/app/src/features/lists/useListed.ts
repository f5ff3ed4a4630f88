import { type RecordType, type Row, rowsOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { useDeferredValue, useMemo } from "react";
import { type Arranged, arrange, chosenRows } from "./arrange";
import type { Columns, Now } from "./column";
import type { ListQuery } from "./query";

type Props = {
  type: RecordType;
  columns: Columns;
  query: ListQuery;
  q: string;
  closed: ReadonlySet<string>; // the keys of groups whose rows are hidden
  now: Now;
};

/** The rows of this device as a list shows them. A burst of changes is arranged together, after what waits to paint. */
export function useListed({ type, columns, query, q, closed, now }: Props): Arranged & { matching: Row[] } {
  const { client } = useSession();
  const all = useDeferredValue(useObservable(client.rows.all));
  const words = useDeferredValue(q);
  const nameOf = useNaming();
  const matching = useMemo(() => {
    const searched = words ? rowsOf(all, type, words) : all.values();
    return chosenRows(searched, type, columns, query, now, nameOf);
  }, [all, words, type, columns, query, now, nameOf]);
  const arranged = useMemo(
    () => arrange(matching, columns, query, closed, now, nameOf),
    [matching, columns, query, closed, now, nameOf],
  );
  return useMemo(() => ({ ...arranged, matching }), [arranged, matching]);
}
