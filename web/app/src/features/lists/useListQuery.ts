import { useMemo } from "react";
import type { Columns, ListedType } from "./column";
import { columnsOf } from "./columns";
import { changedParts, type ListQuery, type ListSearch, type QueryText, readQuery, writeQuery } from "./query";
import { chosenView, queryOf, type View } from "./views";

/** A list's query by its address, and how to change it. */
export type ListState = {
  columns: Columns;
  view: View;
  query: ListQuery;
  changed: boolean; // the query differs from the view's
  text: Required<QueryText>; // what a view would save
  update: (part: Partial<ListQuery>, how?: "push" | "replace") => void;
  search: (part: Pick<ListSearch, "q" | "peek">) => void;
  show: (view: View) => void;
};

type Props = {
  type: ListedType;
  views: View[];
  search: ListSearch;
  onSearch: (search: ListSearch, how: "push" | "replace") => void;
};

/** Reads the query of a list from its address, where every change of it goes: Back takes it back. */
export function useListQuery({ type, views, search, onSearch }: Props): ListState {
  const columns = useMemo(() => columnsOf(type), [type]);
  const view = chosenView(views, search.view);
  const { q, peek, view: asked, show, day: _, ...changed } = search;
  const text = JSON.stringify([view.query, changed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is of all that is read
  return useMemo(() => {
    const query = readQuery(queryOf(view, changed), columns);
    const usual = writeQuery(readQuery(view.query, columns));
    const others = (part: Pick<ListSearch, "q" | "peek">) => ({
      ...(part.q ? { q: part.q } : {}),
      ...(part.peek ? { peek: part.peek } : {}),
      ...(asked && asked === view.id ? { view: asked } : {}),
      ...(show ? { show } : {}),
    });
    return {
      columns,
      view,
      query,
      changed: JSON.stringify(writeQuery(query)) !== JSON.stringify(usual),
      text: writeQuery(query),
      update: (part, how = "push") =>
        onSearch({ ...others({ q }), ...changedParts(writeQuery({ ...query, ...part }), usual) }, how),
      search: (part) => onSearch({ ...others({ q, peek, ...part }), ...changed }, "replace"),
      show: (next) => onSearch({ view: next.id, ...(show ? { show } : {}) }, "push"),
    };
  }, [text, columns, onSearch, q, peek, show, asked, view.id]);
}
