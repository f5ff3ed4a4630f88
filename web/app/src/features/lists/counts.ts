import type { Row } from "@roomkey/client";
import type { ListedType, Now } from "./column";
import { columnsOf } from "./columns";
import { compile } from "./filter";
import { readQuery } from "./query";
import type { View } from "./views";

/** How many records of a type each view shows, by the view's id. */
export function countOf(views: readonly View[], type: ListedType, rows: Iterable<Row>, now: Now): Map<string, number> {
  const columns = columnsOf(type);
  const tests = views.map(({ id, query, archived = false }) => ({
    id,
    archived,
    test: compile(readQuery(query, columns).filters, columns.all, now),
  }));
  const counts = new Map(views.map(({ id }) => [id, 0]));
  for (const row of rows) {
    if (row.type !== type.name || row.deletedAt) continue;
    for (const { id, test, archived } of tests) {
      if (Boolean(row.archivedAt) === archived && test(row)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}
