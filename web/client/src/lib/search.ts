import type { Row } from "./row";
import type { RecordType } from "./schema";
import { show, titleOf } from "./schema";

/** The rows of a type that hold every word of the query, newest change first; archived ones are left out. */
export function rowsOf(all: ReadonlyMap<string, Row>, type: RecordType, query: string): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: Row[] = [];
  for (const row of all.values()) {
    if (row.type !== type.name || row.archivedAt || row.deletedAt) continue;
    if (words.length > 0) {
      const text = searchable(type, row);
      if (!words.every((word) => text.includes(word))) continue;
    }
    found.push(row);
  }
  return found.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : a.id < b.id ? -1 : 1));
}

function searchable(type: RecordType, row: Row): string {
  const parts = [titleOf(type, row.fields)];
  for (const value of Object.values(row.fields)) if (typeof value === "string") parts.push(show(value));
  return parts.join(" ").toLowerCase();
}
