import { stepsOf } from "./pointer";
import { dateOf, moneyOf, readable, timeOf } from "./readable";
import type { Field, RecordType } from "./schema";
import { inWords } from "./words";

/** The field that a JSON Pointer into a record's fields names, as far as the schema tells, and its label. */
export function fieldAt(type: RecordType | undefined, pointer: string): { label: string; field?: Field } {
  const { steps } = stepsOf(pointer);
  if (pointer === "/notes/-") return { label: "New note" };
  let field: Field | undefined;
  let fields = type?.fields;
  const labels: string[] = [];
  for (const step of steps) {
    if (field?.kind === "list") {
      field = field.item;
      if (step === "-") labels.push("new");
      else if (/^\d+$/.test(step)) labels.push(`${Number(step) + 1}`); // an id would say nothing
    } else {
      field = fields?.find(({ name }) => name === step);
      labels.push(field?.label ?? step);
    }
    fields = field?.fields;
  }
  return { label: labels.join(" › "), field };
}

/** What amounts of money are called in outputs, for which there is no schema here. */
const moneyName = /(price|amount|low|high|estimate|perSquareFoot)$/i;

/** A member of an output as a person reads it. Money is in cents there too, and only its name tells. */
export function outputText(name: string, value: unknown, nameOf: (id: string) => string | undefined): string {
  if (typeof value === "number" && moneyName.test(name)) return moneyOf(value);
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return dateOf(value);
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return timeOf(value);
  return readable(undefined, value, nameOf);
}

/** What a step has so far, in a few words: its text, or what it has counted. */
export function gist(partial: unknown): string {
  if (partial === null || partial === undefined) return "";
  if (typeof partial !== "object") return String(partial);
  if (Array.isArray(partial)) return `${partial.length}`;
  const members = Object.entries(partial);
  const text = members.find(([name, value]) => /^(text|summary|draft)$/.test(name) && typeof value === "string");
  if (text) return String(text[1]);
  return members
    .filter(([, value]) => typeof value === "number" || typeof value === "string" || Array.isArray(value))
    .map(([name, value]) => `${inWords(name)}: ${Array.isArray(value) ? value.length : String(value)}`)
    .join(" · ");
}
