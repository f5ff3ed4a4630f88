import type { Row } from "./row";
import type { RecordType } from "./schema";

/** The rows of a type, the latest change first; archived ones are left out. */
export function latestRows(all: ReadonlyMap<string, Row>, type: RecordType, limit: number): Row[] {
  const rows = [...all.values()].filter((row) => row.type === type.name && !row.archivedAt && !row.deletedAt);
  rows.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : a.id < b.id ? -1 : 1));
  return rows.slice(0, limit);
}
