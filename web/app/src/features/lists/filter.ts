import { foldText, type Row } from "@roomkey/client";
import { addDays, type Day } from "../../trade/days";
import { momentOf } from "../../trade/zone";
import type { Column, ColumnKind, Now, Value } from "./column";
import { inOrder, isPeriod, periodDays, relativeDay } from "./period";

/** The operators of filters. Their names are in addresses and saved views. */
export const operators = [
  "any", // is any of the values
  "none", // is none of them
  "has", // contains the text
  "empty",
  "present",
  "under", // at most
  "over", // at least
  "between", // both ends count
  "before", // days: the end does not count
  "after", // days: the beginning does not count
  "in", // a period such as this-month
] as const;

export type Operator = (typeof operators)[number];

/** One condition. Values are texts, as addresses have them: money in cents, days as YYYY-MM-DD or as today+7. */
export type Filter = { column: string; op: Operator; values: string[] };

const chosen: Operator[] = ["any", "none", "empty", "present"];
const measured: Operator[] = ["over", "under", "between", "empty", "present"];
const dated: Operator[] = ["in", "before", "after", "between", "empty", "present"];

const offered: Record<ColumnKind, Operator[]> = {
  title: ["has", "any"],
  text: ["has", "any", "none", "empty", "present"],
  option: chosen,
  person: chosen,
  record: chosen,
  values: chosen,
  bool: ["any", "empty", "present"],
  money: measured,
  number: ["any", ...measured],
  date: dated,
  time: dated,
  deadline: dated,
  progress: ["over", "under", "empty", "present"],
};

/** The operators that a column can be filtered by, the usual one first. */
export function operatorsOf(column: Column): Operator[] {
  return offered[column.kind];
}

/** How many values an operator takes: none, one, two, or any number from one. */
export function valueCount(op: Operator): "none" | "one" | "two" | "many" {
  if (op === "empty" || op === "present") return "none";
  if (op === "between") return "two";
  return op === "any" || op === "none" ? "many" : "one";
}

/** Whether a filter means something for a column: its operator is one of the column's, its values are of its kind. */
export function isValid(filter: Filter, column: Column | undefined): boolean {
  if (!column || !operatorsOf(column).includes(filter.op)) return false;
  const { op, values } = filter;
  const count = valueCount(op);
  const wanted = { none: 0, one: 1, two: 2, many: values.length }[count];
  if (values.length !== wanted || (count === "many" && values.length === 0)) return false;
  return values.every((value) => {
    if (op === "in") return isPeriod(value);
    switch (column.kind) {
      case "date":
      case "time":
      case "deadline":
        return relativeDay(value, "2026-01-01") !== undefined;
      case "money":
      case "number":
      case "progress":
        return value !== "" && Number.isFinite(Number(value));
      case "option":
        return column.field?.options?.includes(value) ?? true;
      case "bool":
        return value === "true" || value === "false";
    }
    return value !== "";
  });
}

/** A test of rows for all filters; those of unknown columns are left out. */
export function compile(filters: Filter[], columns: ReadonlyMap<string, Column>, now: Now): (row: Row) => boolean {
  const tests: ((row: Row) => boolean)[] = [];
  for (const filter of filters) {
    const column = columns.get(filter.column);
    if (!column || !isValid(filter, column)) continue;
    const test = testOf(filter, column, now);
    tests.push((row) => test(column.value(row, now)));
  }
  return (row) => tests.every((test) => test(row));
}

type Test = (value: Value) => boolean;

function testOf({ op, values }: Filter, column: Column, now: Now): Test {
  switch (op) {
    case "empty":
      return isEmpty;
    case "present":
      return (value) => !isEmpty(value);
    case "any":
      return isAnyOf(values, column, now);
    case "none": {
      const test = isAnyOf(values, column, now);
      return (value) => !test(value);
    }
    case "has": {
      const text = foldText(values[0] ?? "");
      return (value) => foldText(Array.isArray(value) ? value.join("\n") : String(value ?? "")).includes(text);
    }
  }
  return column.kind === "date" || column.kind === "time" || column.kind === "deadline"
    ? isDayWithin(daysOf(op, values, now), column, now)
    : isNumberWithin(op, values);
}

function isEmpty(value: Value): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function isAnyOf(values: string[], column: Column, now: Now): Test {
  const person = column.kind === "person";
  const wanted = new Set(values.map((value) => foldText(person && value === "me" ? now.me : value)));
  return (value) =>
    Array.isArray(value)
      ? value.some((item) => wanted.has(foldText(item)))
      : value !== undefined && wanted.has(foldText(String(value)));
}

function isNumberWithin(op: Operator, values: string[]): Test {
  const [first = 0, second = first] = values.map(Number);
  const low = op === "under" ? -Infinity : Math.min(first, op === "between" ? second : first);
  const high = op === "over" ? Infinity : Math.max(first, second);
  return (value) => typeof value === "number" && value >= low && value <= high;
}

/** The first and the last day that an operator lets through; undefined where there is no end on that side. */
function daysOf(op: Operator, values: string[], { today }: Now): [Day | undefined, Day | undefined] {
  const [first, second] = values.map((value) => relativeDay(value, today));
  if (op === "in") return periodDays(values[0] ?? "", today);
  if (op === "before") return [undefined, first && addDays(first, -1)];
  if (op === "after") return [first && addDays(first, 1), undefined];
  return inOrder(first, second);
}

function isDayWithin([from, to]: [Day | undefined, Day | undefined], column: Column, { zone }: Now): Test {
  if (column.kind === "time") {
    const low = from ? momentOf(from, 0, zone) : -Infinity;
    const high = to ? momentOf(addDays(to, 1), 0, zone) : Infinity;
    return (value) => typeof value === "number" && value >= low && value < high;
  }
  return (value) =>
    typeof value === "string" && (from === undefined || value >= from) && (to === undefined || value <= to);
}
