import { parseBool, parseOption } from "./choice";
import { parseDate } from "./date";
import { parseEmail } from "./email";
import type { ValueField } from "./field";
import { parseMoney } from "./money";
import { parseNumber, parsePercent, parseYear } from "./number";
import { type Parsed, understood } from "./parsed";
import { parsePhone } from "./phone";
import { parseRepeat } from "./repeatWords";
import { parseText } from "./text";
import { parseTime } from "./time";

/** A value of a field that is no list and no map; undefined takes the value away. */
export type Value = string | number | boolean | undefined;

/**
 * Reads what was typed into a field, by the field's kind and rules. today is the user's day by the server's clock, zone
 * the one that times are meant in: the record's (TZID), or the device's. An empty text takes the value away, unless the
 * field is required. Show `shown` before the value is written, and `problem` at the field.
 */
export function parseValue(field: ValueField, typed: string, today: string, zone?: string): Parsed<Value> {
  if (typed.trim() === "") {
    return field.required ? { ok: false, problem: `${field.label} is required.` } : understood(undefined, "");
  }
  const bounds = { min: field.min ?? undefined, max: field.max ?? undefined };
  switch (field.kind) {
    case "money":
      return parseMoney(typed, bounds);
    case "number":
      return parseCounted(field, typed, bounds);
    case "date":
      return parseDate(typed, today, field);
    case "time":
      return parseTime(typed, today, { earliest: field.earliest, latest: field.latest, past: field.past, zone });
    case "bool":
      return parseBool(typed);
    case "enum":
      return parseOption(typed, field.options ?? [], field.optionLabels ?? {});
    case "ref":
      return parseReference(typed);
  }
  return field.format === "rrule" ? parseRepeat(typed, today) : parseWords(field, typed);
}

function parseCounted(field: ValueField, typed: string, bounds: { min: number | undefined; max: number | undefined }) {
  const rules = { ...bounds, whole: field.whole };
  if (field.format === "percent") return parsePercent(typed, rules);
  if (field.format === "year") return parseYear(typed, rules);
  return parseNumber(typed, field.format === "area" ? { ...rules, unit: "square feet" } : rules);
}

function parseWords(field: ValueField, typed: string): Parsed<Value> {
  if (field.format === "phone") return parsePhone(typed);
  if (field.format === "email") return parseEmail(typed);
  return parseText(typed, { name: field.format === "name", multiLine: field.kind === "text" || field.long === true });
}

/** References are chosen, not typed: what is chosen is the id of a record or a user. */
function parseReference(typed: string): Parsed<Value> {
  const id = typed.trim().toLowerCase();
  const known = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  return known ? understood(id, id) : { ok: false, problem: "Choose one of the list." };
}
