import type { ValueField } from "./field";
import { formatDate, formatMoney, formatNumber, formatPercent, formatTime, formatYear } from "./format";
import { formatPhone } from "./phone";
import { editedRepeat, formatRepeat } from "./repeatWords";
import { deviceZone } from "./zone";

/** A stored scalar as a person reads it, "" for none; zone as for parseValue. */
export function formatValue(field: ValueField, value: unknown, zone?: string): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return formatFigure(field, value);
  const text = value instanceof Date ? value.toISOString() : String(value);
  switch (field.kind) {
    case "date":
      return formatDate(text);
    case "time":
      return formatTime(text, zone);
    case "enum":
      return field.optionLabels?.[text] ?? text;
  }
  if (field.format === "rrule") return formatRepeat(text);
  return field.format === "phone" ? formatPhone(text) : text;
}

function formatFigure(field: ValueField, value: number): string {
  if (field.kind === "money") return formatMoney(value);
  switch (field.format) {
    case "percent":
      return formatPercent(value);
    case "year":
      return formatYear(value);
  }
  return formatNumber(value);
}

/** Whether a field's values are figures that stand in columns: right-aligned, in tabular digits. */
export function isFigure(field: ValueField): boolean {
  return field.kind === "money" || field.kind === "number";
}

/** A stored value as it is put into a box to be edited: parseValue reads the same value from it. */
export function editedText(field: ValueField, value: unknown, zone: string = deviceZone()): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field.kind === "date") return formatDate(String(value)).replace(/^\w+, /, "");
  if (field.kind === "time") {
    return formatTime(value instanceof Date ? value : String(value), zone).replace(/^\w+, /, "");
  }
  if (field.format === "rrule") return editedRepeat(String(value));
  if (typeof value === "number" && field.kind === "money") return formatMoney(value).replace("$", "");
  return typeof value === "number" ? formatFigure(field, value) : formatValue(field, value, zone);
}
