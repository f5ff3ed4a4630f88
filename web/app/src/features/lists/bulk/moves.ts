import { type Field, type Row, show } from "@roomkey/client";

/** The statuses that all of the rows may be given, in the schema's order: an illegal move is not offered. */
export function commonMoves(field: Field, rows: readonly Row[]): string[] {
  const from = new Set(rows.map((row) => show(row.fields[field.name])));
  return (field.options ?? []).filter((to) => [...from].every((one) => mayMove(field, one, to)) && !isOnly(from, to));
}

/** Whether a status may follow another: any may where the schema draws no moves, or there was none before. */
export function mayMove(field: Pick<Field, "moves">, from: string, to: string): boolean {
  if (from === to || from === "" || !field.moves) return true;
  return field.moves[from]?.includes(to) ?? true;
}

function isOnly(from: ReadonlySet<string>, to: string): boolean {
  return from.size === 1 && from.has(to);
}
