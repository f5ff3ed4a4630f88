import { foldText, type Row } from "@roomkey/client";
import type { Column, Now, Value } from "./column";

/** A column to sort by. */
export type Sort = { column: string; desc: boolean };

type Key = string | number | undefined;
type Naming = (id: string) => string | undefined;

/** The rows in order. Empty values come last either way, and rows that are equal in all by their last change. */
export function sortRows(
  rows: Row[],
  sort: Sort[],
  columns: ReadonlyMap<string, Column>,
  now: Now,
  nameOf: Naming,
): Row[] {
  const by = sort.flatMap(({ column, desc }) => {
    const found = columns.get(column);
    return found ? [{ column: found, desc }] : [];
  });
  // Each value is read once: comparing reads it as often as there are comparisons.
  const keyed = rows.map((row) => ({
    row,
    keys: by.map(({ column }) => keyOf(column, column.value(row, now), nameOf)),
  }));
  keyed.sort((a, b) => {
    for (let i = 0; i < by.length; i++) {
      const order = compareKeys(a.keys[i], b.keys[i], by[i]?.desc ?? false);
      if (order !== 0) return order;
    }
    if (a.row.updatedAt !== b.row.updatedAt) return a.row.updatedAt < b.row.updatedAt ? 1 : -1;
    return a.row.id < b.row.id ? -1 : 1;
  });
  return keyed.map(({ row }) => row);
}

/** Undefined is last in either direction. */
export function compareKeys(a: Key, b: Key, desc: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b === desc ? 1 : -1;
}

/** What a value is compared by: an option by its place among the options, a person or a record by the name. */
export function keyOf(column: Column, value: Value, nameOf: Naming): Key {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (Array.isArray(value)) return orderText(value.join(", "));
  switch (column.kind) {
    case "option": {
      const place = column.field?.options?.indexOf(value) ?? -1;
      return place < 0 ? undefined : place;
    }
    case "person":
    case "record": {
      const name = nameOf(value);
      return name === undefined ? undefined : orderText(name);
    }
    case "date":
    case "deadline":
      return value;
  }
  return orderText(value);
}

/** Texts as they are ordered: a list is sorted again whenever one of its rows changes, and few texts do. */
const ordered = new Map<string, string>();
const maxOrdered = 50_000;

/** A text that compares as people order texts: numbers by their size. Far faster than a collator of numbers. */
function orderText(text: string): string {
  let key = ordered.get(text);
  if (key === undefined) {
    key = foldText(text).replace(/\d+/g, (digits) => digits.padStart(12, "0"));
    if (ordered.size >= maxOrdered) ordered.clear();
    ordered.set(text, key);
  }
  return key;
}
