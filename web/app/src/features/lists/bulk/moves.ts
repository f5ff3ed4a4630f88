import { type Field, type Row, show } from "@roomkey/client";
import { mayMove } from "../../../trade/moves";

/** The statuses that all of the rows may be given, in the schema's order: an illegal move is not offered. */
export function commonMoves(field: Field, rows: readonly Row[]): string[] {
  const from = new Set(rows.map((row) => show(row.fields[field.name])));
  return (field.options ?? []).filter((to) => [...from].every((one) => mayMove(field, one, to)) && !isOnly(from, to));
}

function isOnly(from: ReadonlySet<string>, to: string): boolean {
  return from.size === 1 && from.has(to);
}
