import { isDay } from "./day";
import type { ValueField } from "./field";
import { maxMoney } from "./money";
import { maxStringBytes, maxTextBytes } from "./text";

// The rules within a field, as the server (crm) has them.

/** What is wrong with one value that is no list and no map: "must be at least 0". Undefined: nothing. */
export function checkValue(field: ValueField, value: unknown, today?: string): string | undefined {
  if (typeof value === "number") return checkNumber(field, value);
  if (typeof value === "string") return checkString(field, value, today);
  if (typeof value === "boolean" && field.kind === "bool") return undefined;
  switch (field.kind) {
    case "bool":
      return "must be true or false";
    case "money":
    case "number":
      return "must be a number";
  }
  return "must be a text";
}

function checkNumber(field: ValueField, value: number): string | undefined {
  const { kind, min, max } = field;
  if (kind !== "money" && kind !== "number") return kind === "bool" ? "must be true or false" : "must be a text";
  if (!Number.isFinite(value)) return "must be a finite number";
  if (kind === "money" && (!Number.isInteger(value) || Math.abs(value) > maxMoney)) {
    return `must be a whole number of cents, at most ${maxMoney}`;
  }
  if (typeof min === "number" && value < min) return `must be at least ${min}`;
  if (typeof max === "number" && value > max) return `must be at most ${max}`;
  return field.whole && !Number.isInteger(value) ? "must be a whole number" : undefined;
}

function checkString(field: ValueField, value: string, today: string | undefined): string | undefined {
  const limit = field.kind === "text" || field.long ? maxTextBytes : maxStringBytes;
  if (new TextEncoder().encode(value).length > limit) return `is longer than ${limit} bytes`;
  switch (field.kind) {
    case "enum":
      return field.options?.includes(value) ? undefined : `must be one of: ${(field.options ?? []).join(", ")}`;
    case "date":
      return isDay(value) ? checkDay(field, value, today) : "must be a date, YYYY-MM-DD";
    case "time":
      return isTime(value)
        ? checkDay(field, value.slice(0, 10), today)
        : "must be a time with its zone, as RFC 3339 has it";
    case "bool":
      return "must be true or false";
    case "money":
    case "number":
      return "must be a number";
  }
  if (!field.pattern || value === "") return undefined;
  return patternOf(field.pattern).test(value) ? undefined : `must be ${field.hint}`;
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  let pattern = patterns.get(source);
  if (!pattern) {
    pattern = new RegExp(source, "u");
    patterns.set(source, pattern);
  }
  return pattern;
}

function checkDay({ earliest, latest, past }: ValueField, day: string, today: string | undefined): string | undefined {
  if (earliest && day < earliest) return `must not be before ${earliest}`;
  if (latest && day > latest) return `must not be after ${latest}`;
  return past && today && day > today ? "must not be in the future" : undefined;
}

/** Whether a text is an instant as RFC 3339 has it. */
export function isTime(text: string): boolean {
  const known =
    /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  return known !== null && isDay(known[1] ?? "");
}
