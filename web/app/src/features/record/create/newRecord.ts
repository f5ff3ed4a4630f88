import type { NewFields, RecordType } from "@roomkey/client";
import { deviceZone, editedText, faultsOf, parseValue } from "@roomkey/client/values";

type Field = RecordType["fields"][number];

/** What is asked of a new record, in the order of the schema: required fields, and those of which one is required. */
export function askedFields(type: RecordType): Field[] {
  const either = new Set((type.requireOne ?? []).flat());
  return type.fields.filter(
    ({ name, required, server, derived, private: hidden }) =>
      (required || either.has(name)) && !server && !derived && !hidden && name !== type.status && name !== "TZID",
  );
}

/** What a form begins with, as typed: today for when something begins, the usual kind of a listing. */
export function beginsWith(field: Field, today: string): string {
  if (field.name === "acceptanceDate" || field.name === "openedDate") return editedText(field, today);
  return field.name === "PropertyType" ? (field.options?.[0] ?? "") : "";
}

const hour = 3_600_000; // milliseconds

/** What is in a form, with the end of an appointment an hour after its start until somebody types another. */
export function withEnd(
  fields: readonly Field[],
  typed: Readonly<Record<string, string>>,
  today: string,
): Readonly<Record<string, string>> {
  const start = fields.find(({ name }) => name === "DTSTART");
  const end = fields.find(({ name }) => name === "DTEND");
  if (!start || !end || typed.DTEND?.trim()) return typed;
  const read = parseValue(start, typed.DTSTART ?? "", today);
  const at = read.ok ? Date.parse(String(read.value)) : Number.NaN;
  return Number.isNaN(at) ? typed : { ...typed, DTEND: editedText(end, new Date(at + hour).toISOString()) };
}

/** What was typed into a form, read: what the record begins with, or what is wrong, by field. */
export type ReadForm = { ok: true; fields: NewFields } | { ok: false; faults: Readonly<Record<string, string>> };

/** Reads a form by the rules of the schema. Its status begins at the first one, its zone is the device's. */
export function readForm(type: RecordType, typed: Readonly<Record<string, string>>, today: string): ReadForm {
  const fields: Record<string, string | number | boolean | undefined> = {};
  const faults: Record<string, string> = {};
  for (const field of askedFields(type)) {
    const read = parseValue(field, typed[field.name] ?? "", today);
    if (read.ok) fields[field.name] = read.value;
    else faults[field.name] = read.problem;
  }
  const status = type.fields.find(({ name }) => name === type.status);
  const first = status?.options?.[0];
  if (first && !fields[type.status]) fields[type.status] = first;
  if (type.fields.some(({ name }) => name === "TZID")) fields.TZID = deviceZone();
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  for (const { field, detail } of faultsOf(type, { fields: given }, today)) {
    const name = field.split("/")[1] ?? "";
    const label = type.fields.find((one) => one.name === name)?.label ?? name;
    faults[name] ??= `${label} ${detail}.`;
  }
  return Object.keys(faults).length > 0 ? { ok: false, faults } : { ok: true, fields };
}
