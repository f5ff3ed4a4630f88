import { optionLabel, type Row } from "@roomkey/client";
import { wallTime } from "../../trade/zone";
import type { Column, Now } from "./column";

type Naming = (id: string) => string | undefined;

/** Rows and columns as CSV (RFC 4180), beginning with a byte order mark, without which spreadsheets garble accents. */
export function csvOf(rows: readonly Row[], columns: readonly Column[], now: Now, nameOf: Naming): string {
  const lines = [columns.map(({ label }) => label)];
  for (const row of rows) lines.push(columns.map((column) => cellText(column, row, now, nameOf)));
  return `\ufeff${lines.map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/** A cell as a spreadsheet reads it: amounts in dollars, days and times in ISO's form. */
function cellText(column: Column, row: Row, now: Now, nameOf: Naming): string {
  const value = column.value(row, now);
  if (value === undefined) return "";
  if (Array.isArray(value)) return harmless(value.join("; "));
  switch (column.kind) {
    case "money":
      return (Number(value) / 100).toFixed(2);
    case "number":
      return String(value);
    case "progress":
      return `${Math.round(Number(value) * 100)}%`;
    case "time": {
      const { day, minutes } = wallTime(Number(value), now.zone);
      const two = (number: number) => String(number).padStart(2, "0");
      return `${day} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    }
    case "option":
      return harmless(optionLabel(column.field, String(value)));
    case "person":
    case "record":
      return harmless(nameOf(String(value)) ?? "");
    case "bool":
      return value ? "yes" : "no";
  }
  return harmless(String(value));
}

/** Puts an apostrophe before a text that a spreadsheet would run as a formula, as the server's export does. */
export function harmless(text: string): string {
  const blank = /^[ \t\r\n\v\f\u00a0\ufeff\u200b\u3000]*/.exec(text)?.[0] ?? "";
  return /[\t\r\n]/.test(blank) || /^[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(text.slice(blank.length))
    ? `'${text}`
    : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
