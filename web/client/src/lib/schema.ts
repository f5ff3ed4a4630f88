import type { Field, RecordType } from "./api";

export type { Field, RecordType, Schema } from "./api";

/** A schema as this device kept it: what has no label, since an earlier server told of it, goes by its name. */
export function withLabels(kept: unknown): unknown {
  return JSON.parse(JSON.stringify(kept), (_, value) => {
    if (typeof value?.name !== "string") return value;
    return { label: value.name, ...(value.plural ? { labels: value.plural } : {}), ...value };
  });
}

/** A value as text. Automerge gives collaborative texts as strings, and other strings as objects that print as text. */
export function show(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

const wholeDollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });

/** Cents as dollars to show. */
export function dollars(cents: unknown): string {
  return typeof cents === "number" ? wholeDollars.format(cents / 100) : "";
}

/** What names a record to a person. */
export function titleOf(type: RecordType, fields: Record<string, unknown>): string {
  const parts = type.title.map((name) => show(fields[name])).filter(Boolean);
  return parts.join(type.title.includes("LastName") ? " " : " · ") || "Untitled"; // a person has one name
}

/** An option as a person reads it: as the schema says it, else as it is written. */
export function optionLabel(field: Pick<Field, "optionLabels"> | undefined, option: string): string {
  return field?.optionLabels?.[option] ?? option;
}
