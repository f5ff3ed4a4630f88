import type { AnyRecord } from "./api";

/** A record as lists show it. */
export type Row = AnyRecord;

/** Whether a row that was asked for is older than the one that events have made of it meanwhile. */
export function isOlder(row: Row, known: Row | undefined): boolean {
  return known !== undefined && Date.parse(known.updatedAt) > Date.parse(row.updatedAt);
}

/** Changed leaves by JSON Pointer relative to fields: [before, after]. */
export type Changes = Record<string, [unknown, unknown]>;

/**
 * The row with the changes applied, or undefined where they can't be applied to it (a text that was only announced, or a
 * place that the row does not have): then the record has to be loaded.
 */
export function patchRow(row: Row, changes: Changes, at: number): Row | undefined {
  const fields = structuredClone(row.fields);
  for (const [pointer, [before, after]] of Object.entries(changes)) {
    if (pointer.startsWith("/private/")) continue;
    if (before === null && after === null) return undefined;
    if (!put(fields, pointer, after)) return undefined;
  }
  return { ...row, fields, updatedAt: new Date(at).toISOString() };
}

function put(root: Record<string, unknown>, pointer: string, value: unknown): boolean {
  const steps = pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = steps.pop();
  if (last === undefined) return false;
  let at: unknown = root;
  for (const step of steps) {
    at = (at as Record<string, unknown> | undefined)?.[step];
    if (typeof at !== "object" || at === null) return false;
  }
  const container = at as Record<string, unknown>;
  if (Array.isArray(container) && value === null) return false; // which item went can't be told by its index alone
  if (value === null || value === undefined) delete container[last];
  else container[last] = value;
  return true;
}
