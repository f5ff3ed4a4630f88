import type { AnyRecord } from "./api";
import { stepsOf } from "./pointer";

/** A record as lists show it. */
export type Row = AnyRecord;

/** Whether a row from the server is older than the row that events have made of it meanwhile. */
export function isOlder(row: Row, known: Row | undefined): boolean {
  return known !== undefined && Date.parse(known.updatedAt) > Date.parse(row.updatedAt);
}

/** Changed leaves by JSON Pointer relative to fields: [before, after]. */
export type Changes = Record<string, [unknown, unknown]>;

/**
 * The row with the changes applied. Undefined where they cannot be applied, because a text was only announced or the
 * row lacks the place: then the record has to be loaded.
 */
export function patchRow(row: Row, changes: Changes, at: number): Row | undefined {
  const fields = structuredClone(row.fields);
  for (const [pointer, [before, after]] of Object.entries(changes)) {
    const at = stepsOf(pointer);
    if (at.private) continue;
    if (before === null && after === null) return undefined;
    if (!put(fields, at.steps, before, after)) return undefined;
  }
  return { ...row, fields, updatedAt: new Date(at).toISOString() };
}

/**
 * Whether an update may have made or ended two values for one field, of which events don't tell: the document has
 * several heads, the update changes nothing that is told, or the row has two values already. Then it has to be loaded.
 */
export function mayConflict(row: Row, data: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(row.conflicts).length > 0) return true;
  if (Array.isArray(data.heads) && data.heads.length > 1) return true;
  return Object.keys((data.changes ?? {}) as object).length === 0;
}

function put(root: Record<string, unknown>, steps: string[], before: unknown, value: unknown): boolean {
  const last = steps.at(-1);
  if (last === undefined) return false;
  let at: unknown = root;
  let listed = false; // within a list, whose items are named by their index
  for (const step of steps.slice(0, -1)) {
    listed ||= Array.isArray(at);
    at = (at as Record<string, unknown> | undefined)?.[step];
    if (typeof at !== "object" || at === null) return false;
  }
  const container = at as Record<string, unknown>;
  if (listed || Array.isArray(container)) {
    if (value === null) return false; // which item went can't be told by its index alone
    const now = container[last] ?? null;
    if (now !== before && now !== value) return false; // another item had this index
  }
  if (value === null || value === undefined) delete container[last];
  else container[last] = value;
  return true;
}
