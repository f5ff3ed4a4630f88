import { foldText, optionLabel, type Row } from "@roomkey/client";
import type { Column, Now } from "./column";

/** A value that a filter can be given, and what it is called. */
export type Choice = { value: string; label: string };

const most = 200;

type Naming = (id: string) => string | undefined;

/** The values that a column can be filtered by: a field's options, the brokerage's people, or what the rows have. */
export function choicesOf(
  column: Column,
  rows: Iterable<Row>,
  people: ReadonlyMap<string, string>,
  now: Now,
  nameOf: Naming,
): Choice[] {
  if (column.kind === "bool") {
    return [
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ];
  }
  const field = column.field?.options ? column.field : column.field?.item?.options ? column.field.item : undefined;
  if (field) return (field.options ?? []).map((value) => ({ value, label: optionLabel(field, value) }));
  if (column.kind === "person") {
    const others = [...people].map(([value, label]) => ({ value, label }));
    return [{ value: "me", label: "Me" }, ...byLabel(others)];
  }
  const found = new Map<string, string>();
  for (const row of rows) {
    const value = column.value(row, now);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === "string" && !found.has(foldText(one))) found.set(foldText(one), one);
    }
    if (found.size >= most) break;
  }
  const label = (value: string) => (column.kind === "record" ? (nameOf(value) ?? "A record") : value);
  return byLabel([...found.values()].map((value) => ({ value, label: label(value) })));
}

function byLabel(choices: Choice[]): Choice[] {
  return choices.sort((a, b) => (foldText(a.label) < foldText(b.label) ? -1 : 1));
}
