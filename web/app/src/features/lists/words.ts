import { dollars, optionLabel } from "@roomkey/client";
import { type Day, shortDay } from "../../trade/days";
import type { Column } from "./column";
import type { Filter, Operator } from "./filter";
import { periodLabel, relativeDay } from "./period";

type Naming = (id: string) => string | undefined;

const named: Partial<Record<Operator, string>> = {
  any: "is any of",
  none: "is none of",
  has: "contains",
  empty: "is empty",
  present: "is not empty",
  under: "is at most",
  over: "is at least",
  between: "is between",
  before: "is before",
  after: "is after",
  in: "is in",
};

/** What an operator is called where one is chosen. */
export function operatorLabel(op: Operator): string {
  return named[op] ?? op;
}

/** A filter's condition as its chip says it, after the column's name. */
export function filterInWords({ op, values }: Filter, column: Column, today: Day, nameOf: Naming): string {
  const said = values.map((value) => valueInWords(value, column, today, nameOf));
  switch (op) {
    case "empty":
    case "present":
      return operatorLabel(op);
    case "any":
      return joined(said);
    case "none":
      return `is not ${joined(said)}`;
    case "has":
      return `contains “${said[0]}”`;
    case "in":
      return periodLabel(values[0] ?? "");
    case "under":
      return `at most ${said[0]}`;
    case "over":
      return `at least ${said[0]}`;
    case "between":
      return `${said[0]} to ${said[1]}`;
  }
  return `${op} ${said[0]}`;
}

/** One value of a filter as people say it. */
export function valueInWords(value: string, column: Column, today: Day, nameOf: Naming): string {
  switch (column.kind) {
    case "money":
      return dollars(Number(value));
    case "number":
      return Number(value).toLocaleString("en-US");
    case "progress":
      return `${Math.round(Number(value) * 100)}%`;
    case "option":
      return optionLabel(column.field, value);
    case "bool":
      return value === "true" ? "yes" : "no";
    case "person":
      return value === "me" ? "me" : (nameOf(value) ?? "somebody");
    case "record":
      return nameOf(value) ?? "a record";
    case "date":
    case "time":
    case "deadline":
      return dayInWords(value, today);
  }
  return value;
}

function dayInWords(value: string, today: Day): string {
  const match = /^today(?:([+-])(\d+))?$/.exec(value);
  if (!match) return shortDay(relativeDay(value, today) ?? value, today);
  const [, sign, days] = match;
  if (!days || Number(days) === 0) return "today";
  const count = Number(days) === 1 ? "1 day" : `${Number(days)} days`;
  return sign === "-" ? `${count} ago` : `${count} from now`;
}

function joined(said: string[]): string {
  if (said.length <= 3) return said.join(", ");
  return `${said.slice(0, 2).join(", ")} and ${said.length - 2} more`;
}
