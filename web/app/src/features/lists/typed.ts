import { editedText, type Parsed, parseDate, parseMoney, parseNumber } from "@roomkey/client/values";
import type { Day } from "../../trade/days";
import type { Column } from "./column";
import { relativeDay } from "./period";

/** Reads what was typed as a filter's value for a column: money in cents, a day, a share; a text stays as it is. */
export function readTyped(column: Column, typed: string, today: Day): Parsed<string> {
  const read = parsed(column, typed.trim(), today);
  return read.ok ? { ...read, value: String(read.value) } : read;
}

function parsed(column: Column, typed: string, today: Day): Parsed<string | number> {
  switch (column.kind) {
    case "money":
      return parseMoney(typed, {});
    case "number":
      return parseNumber(typed, {});
    case "progress": {
      const percent = parseNumber(typed.replace(/%$/, ""), { min: 0, max: 100 });
      return percent.ok ? { ...percent, value: percent.value / 100, shown: `${percent.value}%` } : percent;
    }
    case "date":
    case "time":
    case "deadline":
      return readDay(typed, today);
  }
  return typed === "" ? { ok: false, problem: "Type what to look for." } : { ok: true, value: typed, shown: typed };
}

/** A day, or one that moves: "today", "7 days ago", "in 30 days" hold tomorrow too, and are kept as they are meant. */
function readDay(typed: string, today: Day): Parsed<string> {
  const ago = /^(\d{1,4}) days? ago$/i.exec(typed);
  const ahead = /^(?:in )?(\d{1,4}) days?(?: from now)?$/i.exec(typed);
  const moving = /^today$/i.test(typed) ? "today" : ago ? `today-${ago[1]}` : ahead ? `today+${ahead[1]}` : undefined;
  if (moving && relativeDay(moving, today)) return { ok: true, value: moving, shown: typed.toLowerCase() };
  const read = parseDate(typed, today, {});
  return read;
}

/** A filter's value as it stands in the box to be edited. */
export function typedOf(column: Column, value: string | undefined): string {
  if (value === undefined) return "";
  switch (column.kind) {
    case "money":
      return editedText({ name: "", label: "", kind: "money" }, Number(value));
    case "progress":
      return `${Math.round(Number(value) * 100)}%`;
    case "date":
    case "time":
    case "deadline": {
      const [, sign, days] = /^today(?:([+-])(\d+))?$/.exec(value) ?? [];
      if (value === "today") return "today";
      if (days) return sign === "-" ? `${days} days ago` : `in ${days} days`;
      return editedText({ name: "", label: "", kind: "date" }, value);
    }
  }
  return value;
}
