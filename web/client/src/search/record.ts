import type { Field, RecordType } from "../lib/schema";
import { Builder, type Terms } from "./terms";

/** What the texts of a field count as; money counts as near. */
type Reading = "near" | "prose";

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The terms of a record by its shared root fields. Private fields, ids, addresses of the web, options and dates are not
 * among them. Of a list that is too long, its last items count, which are the latest notes.
 */
export function termsOf(type: RecordType, fields: Readonly<Record<string, unknown>>): Terms {
  const builder = new Builder();
  const named = type.title.filter((name) => type.fields.some((field) => field.name === name && !field.private));
  const title = named.map((name) => fields[name]).filter((part) => typeof part === "string");
  builder.text("title", title.join("\n")); // no number goes on in the next line
  for (const of of ["near", "prose"] as const) {
    for (const field of type.fields) {
      if (field.private || type.title.includes(field.name) || !holds(field, of)) continue;
      builder.begin();
      add(builder, of, field, fields[field.name]);
    }
  }
  return builder.terms;
}

/** Whether the field is read for search: whoever keeps rows for it needs no others. */
export function isSearched(field: Field): boolean {
  return !field.private && (holds(field, "near") || holds(field, "prose"));
}

function holds(field: Field, of: Reading): boolean {
  if (field.item) return holds(field.item, of);
  return readingOf(field) === of || (field.fields ?? []).some((child) => holds(child, of));
}

function readingOf(field: Field): Reading | undefined {
  if (field.kind === "text") return "prose";
  if (field.kind === "money") return "near";
  if (field.kind !== "string") return undefined;
  if (field.long) return "prose";
  return field.name === "id" || field.name === "url" ? undefined : "near";
}

/** Adds the terms of a field's value, and of those within it, that are read so. What fits no schema has no terms. */
function add(builder: Builder, of: Reading, field: Field, value: unknown): void {
  if (value === undefined || value === null || builder.left(of) <= 0) return;
  if (field.item) {
    if (Array.isArray(value)) for (const item of value.toReversed()) add(builder, of, field.item, item);
  } else if (field.kind === "map") {
    if (typeof value !== "object" || Array.isArray(value)) return;
    for (const [name, member] of Object.entries(value)) {
      const child = field.fields?.find((candidate) => candidate.name === name);
      if (child) add(builder, of, child, member);
    }
  } else if (readingOf(field) === of) {
    if (field.kind === "money") builder.money(value);
    else if (typeof value === "string" && (of === "prose" || !id.test(value))) builder.text(of, value);
  }
}
