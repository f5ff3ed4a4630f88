import type { Row, Schema } from "@roomkey/client";
import { titleOfRow } from "../../features/lists/title";
import { fold, wordsOf } from "./match";

/** What was found: the best rows, and how many there are in all. */
export type Found = { rows: Row[]; total: number };

/** What of a row is searched, folded; a row never changes, so it is made once. */
const texts = new WeakMap<Row, { title: string; all: string }>();

/** The rows that hold every word of the query: those whose title begins with it first, then the newest change. */
export function findRows(all: ReadonlyMap<string, Row>, schema: Schema, query: string, limit: number): Found {
  const words = wordsOf(query);
  if (words.length === 0) return { rows: [], total: 0 };
  const found: { row: Row; tier: number }[] = [];
  for (const row of all.values()) {
    if (row.archivedAt || row.deletedAt) continue;
    const { title, all } = textOf(row, schema);
    if (!words.every((word) => all.includes(word))) continue;
    const first = words[0] ?? "";
    found.push({
      row,
      tier: title.startsWith(first) ? 0 : title.includes(` ${first}`) ? 1 : title.includes(first) ? 2 : 3,
    });
  }
  found.sort((a, b) => a.tier - b.tier || (a.row.updatedAt < b.row.updatedAt ? 1 : -1));
  return { rows: found.slice(0, limit).map(({ row }) => row), total: found.length };
}

function textOf(row: Row, schema: Schema) {
  let text = texts.get(row);
  if (!text) {
    const type = schema.types.find(({ name }) => name === row.type);
    const title = type ? fold(titleOfRow(type, row).main) : "";
    const values: string[] = [];
    collect(row.fields, values);
    text = { title, all: fold(values.join("\n")) };
    texts.set(row, text);
  }
  return text;
}

/** The strings of a row's fields, those of its lists too. */
function collect(value: unknown, into: string[]): void {
  if (typeof value === "string") into.push(value);
  else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) collect(part, into);
}
