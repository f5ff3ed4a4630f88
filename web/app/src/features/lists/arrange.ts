import type { Row } from "@roomkey/client";
import type { Columns, ListedType, Now } from "./column";
import { compile } from "./filter";
import { type Group, groupRows, type Totals, totalsOf } from "./group";
import type { ListQuery } from "./query";
import { sortRows } from "./sort";

/** One line of a list. */
export type Line = { is: "group"; group: Group; open: boolean } | { is: "row"; row: Row };

/** A list as it is shown. Rows are those of open groups, in the order of the lines: what the keyboard walks through. */
export type Arranged = { lines: Line[]; rows: Row[]; count: number; totals: Totals };

type Naming = (id: string) => string | undefined;

/** The rows of a type that pass the query's filters, in its order: those that are archived, or those that are not. */
export function chosenRows(
  all: Iterable<Row>,
  type: ListedType,
  columns: Columns,
  query: Pick<ListQuery, "filters" | "sort">,
  now: Now,
  nameOf: Naming,
  archived = false,
): Row[] {
  const passes = compile(query.filters, columns.all, now);
  const rows: Row[] = [];
  for (const row of all) {
    if (row.type !== type.name || Boolean(row.archivedAt) !== archived || row.deletedAt) continue;
    if (passes(row)) rows.push(row);
  }
  return sortRows(rows, query.sort, columns.all, now, nameOf);
}

/** Rows in groups, if the query has one, with totals. */
export function arrange(
  rows: Row[],
  columns: Columns,
  query: ListQuery,
  closed: ReadonlySet<string>,
  now: Now,
  nameOf: Naming,
): Arranged {
  const totalled = shownColumns(columns, query).flatMap((id) => {
    const column = columns.all.get(id);
    return column?.total ? [column] : [];
  });
  const totals = totalsOf(rows, totalled, now);
  const by = query.group === undefined ? undefined : columns.all.get(query.group);
  if (!by) return { lines: rows.map((row) => ({ is: "row", row })), rows, count: rows.length, totals };
  const lines: Line[] = [];
  for (const group of groupRows(rows, by, totalled, now, nameOf)) {
    const open = !closed.has(group.key);
    lines.push({ is: "group", group, open });
    if (open) for (const row of group.rows) lines.push({ is: "row", row });
  }
  const walked = lines.flatMap((line) => (line.is === "row" ? [line.row] : []));
  return { lines, rows: walked, count: rows.length, totals };
}

/** The ids of the columns that a query shows, in their order; the title always comes first. */
export function shownColumns(columns: Columns, query: Pick<ListQuery, "columns">): string[] {
  const chosen = query.columns ?? columns.shown;
  return ["title", ...chosen.filter((id) => id !== "title")];
}
