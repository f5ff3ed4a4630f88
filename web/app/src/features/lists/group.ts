import { dollars, foldText, optionLabel, type Row } from "@roomkey/client";
import { daysBetween, monthName } from "../../trade/days";
import { dayIn } from "../../trade/zone";
import type { Column, Now, Value } from "./column";
import { compareKeys, keyOf } from "./sort";

/** Sums of money and averages of other numbers, by column. */
export type Totals = Readonly<Record<string, number>>;

/** Rows that have a value in common. The key is stable, for remembering which groups are closed. */
export type Group = { key: string; label: string; value: Value; rows: Row[]; totals: Totals };

type Naming = (id: string) => string | undefined;

/** What a list can be grouped by. */
export function mayGroup(column: Column): boolean {
  return /^(option|person|record|bool|date|time|deadline|values)$/.test(column.kind) || /ource$|^City$/.test(column.id);
}

/** The rows in groups, which keep the rows' order; groups of options come in the options' order, none last. */
export function groupRows(rows: Row[], column: Column, totalled: Column[], now: Now, nameOf: Naming): Group[] {
  const found = new Map<string, { value: Value; rows: Row[] }>();
  for (const row of rows) {
    const value = bucketOf(column, column.value(row, now), now);
    const key = value === undefined ? "" : foldText(String(value));
    const group = found.get(key);
    if (group) group.rows.push(row);
    else found.set(key, { value, rows: [row] });
  }
  return [...found]
    .map(([key, { value, rows }]) => ({
      key,
      value,
      rows,
      label: labelOf(column, value, nameOf),
      totals: totalsOf(rows, totalled, now),
      order: keyOf(column, value, nameOf),
    }))
    .sort((a, b) => compareKeys(a.order, b.order, false))
    .map(({ order: _, ...group }) => group);
}

/** The sum or average of each column that has one, over the rows that have a value. */
export function totalsOf(rows: Row[], columns: Column[], now: Now): Totals {
  const totals: Record<string, number> = {};
  for (const column of columns) {
    let sum = 0;
    let count = 0;
    for (const row of rows) {
      const value = column.value(row, now);
      const number = column.total === "away" && typeof value === "string" ? daysBetween(now.today, value) : value;
      if (typeof number !== "number") continue;
      sum += number;
      count++;
    }
    if (count > 0) totals[column.id] = column.total === "sum" ? sum : sum / count;
  }
  return totals;
}

/** A total as it is shown. */
export function totalInWords(column: Column, total: number | undefined): string {
  if (total === undefined) return "";
  if (column.kind === "money") return dollars(total);
  const rounded = Math.round(total);
  const days = `${Math.abs(rounded)} ${Math.abs(rounded) === 1 ? "day" : "days"}`;
  if (column.total === "away") return `Average ${days}${rounded < 0 ? " ago" : ""}`;
  return `Average ${rounded.toLocaleString("en-US")}`;
}

/** Days go by months: a group of each day would be a list of headings. */
function bucketOf(column: Column, value: Value, { zone }: Now): Value {
  if (column.kind === "time" && typeof value === "number") return dayIn(value, zone).slice(0, 7);
  if ((column.kind === "date" || column.kind === "deadline") && typeof value === "string") return value.slice(0, 7);
  return Array.isArray(value) ? value[0] : value;
}

function labelOf(column: Column, value: Value, nameOf: Naming): string {
  if (value === undefined) return `No ${column.label.toLowerCase()}`;
  switch (column.kind) {
    case "option":
      return optionLabel(column.field, String(value));
    case "person":
    case "record":
      return nameOf(String(value)) ?? "Somebody else";
    case "date":
    case "time":
    case "deadline":
      return monthName(`${value}-01`);
    case "bool":
      return value ? "Yes" : "No";
  }
  return String(value);
}
