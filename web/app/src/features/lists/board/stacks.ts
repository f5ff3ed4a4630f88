import { type Field, optionLabel, type Row, show } from "@roomkey/client";
import type { Column, Now } from "../column";
import type { Filter } from "../filter";
import { type Totals, totalsOf } from "../group";

/** A status of a board with its records. */
export type Stack = { value: string; label: string; rows: Row[]; totals: Totals };

/** The statuses that stand beside a board's way: records that wait, or are over without success. */
const aside: Record<string, string[]> = { lead: ["nurture", "lost", "trash"], escrow: ["cancelled"] };

/** The types whose records are shown as a board, by status. */
export function hasBoard(type: string): boolean {
  return type in aside;
}

/** The filters of a board's rows: those of the status choose its columns instead, so that a card can leave them. */
export function boardFilters(filters: readonly Filter[], status: string): Filter[] {
  return filters.filter(({ column }) => column !== status);
}

/** A board: the columns that the filters of the status let through, and all other statuses aside, to move cards to. */
export function stacksOf(
  type: string,
  field: Field,
  rows: readonly Row[],
  filters: readonly Filter[],
  money: Column | undefined,
  now: Now,
): { columns: Stack[]; aside: Stack[] } {
  const byStatus = new Map<string, Row[]>((field.options ?? []).map((value) => [value, []]));
  for (const row of rows) byStatus.get(show(row.fields[field.name]))?.push(row);
  const stacks = [...byStatus].map(([value, rows]) => ({
    value,
    label: optionLabel(field, value),
    rows,
    totals: money ? totalsOf(rows, [money], now) : {},
  }));
  const away = new Set(aside[type]);
  const shown = (value: string) =>
    filters.every(({ column, op, values }) => {
      if (column !== field.name) return true;
      return op === "any" ? values.includes(value) : op === "none" ? !values.includes(value) : true;
    });
  return {
    columns: stacks.filter(({ value }) => !away.has(value) && shown(value)),
    aside: stacks.filter(({ value }) => away.has(value) || !shown(value)),
  };
}
