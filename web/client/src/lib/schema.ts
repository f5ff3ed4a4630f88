import type { Field, RecordType, Schema } from "./api";

export type { Field, RecordType, Schema } from "./api";

/** The schema as this device kept it: what has no label, since an earlier server told of it, goes by its name. */
export function readSchema(text: string): Schema {
  return JSON.parse(text, (_, value) => {
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
  return parts.join(" · ") || "Untitled";
}

/** A value as it is edited: money in dollars, times on this device's clock ("2026-05-06T09:30"). */
export function edited(field: Field, value: unknown): string {
  if (field.kind === "money" && typeof value === "number") return String(value / 100);
  const time = field.kind === "time" && value ? new Date(value instanceof Date ? value : show(value)) : undefined;
  if (!time || Number.isNaN(time.getTime())) return show(value);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** An option as a person reads it: as the schema says it, else as it is written. */
export function optionLabel(field: Pick<Field, "optionLabels"> | undefined, option: string): string {
  return field?.optionLabels?.[option] ?? option;
}

/** What was typed into a field as the value to write: undefined deletes it, an Error says what is wrong with it. */
export function parse(field: Field, typed: string): string | number | boolean | undefined | Error {
  const text = typed.trim();
  if (text === "") return field.required ? new Error(`${field.label} is required`) : undefined;
  switch (field.kind) {
    case "money": {
      const amount = Number(text.replace(/[$,\s]/g, ""));
      return Number.isFinite(amount) ? Math.round(amount * 100) : new Error("Enter an amount such as 450,000");
    }
    case "number": {
      const number = Number(text.replaceAll(",", ""));
      return Number.isFinite(number) ? number : new Error("Enter a number");
    }
    case "date":
      return isDay(text) ? text : new Error("Enter a date as YYYY-MM-DD");
    case "time": {
      const time = new Date(text);
      return Number.isNaN(time.getTime()) ? new Error("Enter a date and a time") : time.toISOString();
    }
    case "bool":
      return text === "true";
    default:
      return text;
  }
}

/** Whether a text is a day that the calendar has: Date would make March 2 of February 30. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
