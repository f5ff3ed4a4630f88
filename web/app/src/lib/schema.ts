import type { Field, RecordType } from "./api";

export type { Field, RecordType, Schema } from "./api";

/** A value as text to show: Automerge gives collaborative texts as strings and scalars as objects that print as themselves. */
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

/** Names of iCalendar's, vCard's and others that no rule makes words of. */
const named: Record<string, string> = {
  DTSTART: "Starts",
  DTEND: "Ends",
  TZID: "Time zone",
  RRULE: "Repeats",
  ATTENDEE: "Attendees",
  PARTSTAT: "Answer",
  TEL: "Phones",
  ADR: "Addresses",
  sms: "SMS",
  gci: "GCI",
  pct: "Percent",
};

/** "StandardStatus", "closeOfEscrowDate" and "DTSTART" as a person reads them. */
export function labelOf(name: string): string {
  const known = named[name];
  if (known) return known;
  if (/^[A-Z]+$/.test(name)) return name.charAt(0) + name.slice(1).toLowerCase();
  if (name.endsWith("Pct")) return `${labelOf(name.slice(0, -3))} percent`;
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return words.charAt(0).toUpperCase() + (/[A-Z]{2}/.test(name) ? words.slice(1) : words.slice(1).toLowerCase());
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

/** Options that are no words. */
const spelled: Record<string, string> = { na: "Not applicable", todo: "To do" };

/** "clear_to_close" as a person reads it; what is written in words already stays. */
export function optionLabel(option: string): string {
  const known = spelled[option];
  if (known) return known;
  if (!/^[a-z][A-Za-z0-9_]*$/.test(option) && !/^[A-Z-]{5,}$/.test(option)) return option;
  const words = option
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was typed into a field as the value to write: undefined deletes it, an Error says what is wrong with it. */
export function parse(field: Field, typed: string): string | number | boolean | undefined | Error {
  const text = typed.trim();
  if (text === "") return field.required ? new Error(`${labelOf(field.name)} is required`) : undefined;
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
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : new Error("Enter a date as YYYY-MM-DD");
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
