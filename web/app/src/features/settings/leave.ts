import type { Row } from "@roomkey/client";
import { isOpenRecord } from "../../trade/open";
import { type Call, type Done, transferAll } from "../lists/bulk/act";

type Type = { name: string; plural: string; label: string; labels: string };

/** The open records that somebody owns, by type in the schema's order; types without any are absent. */
export function openRecordsOf<T extends Type>(
  owner: string,
  types: readonly T[],
  rows: Iterable<Row>,
  now: number,
): { type: T; rows: Row[] }[] {
  const found = new Map(types.map((type) => [type.name, { type, rows: [] as Row[] }]));
  for (const row of rows) if (row.owner === owner && isOpenRecord(row, now)) found.get(row.type)?.rows.push(row);
  return [...found.values()].filter((one) => one.rows.length > 0);
}

/** "2 escrows, 1 lead" */
export function inWords(records: readonly { type: Type; rows: readonly Row[] }[]): string {
  return records
    .map(({ type, rows }) => `${rows.length} ${(rows.length === 1 ? type.label : type.labels).toLowerCase()}`)
    .join(", ");
}

/** What became of records: how many were given, and why others were not. */
export type Outcome = Pick<Done, "changed" | "failed">;

/**
 * Gives the records to somebody else; a member who leaves is disabled before that, so that nothing is added meanwhile.
 * If that is refused, nothing has changed. Undo enables the member first: nobody can be given a record who is disabled.
 */
export async function leave(
  call: Call,
  member: { id: string; leaves: boolean },
  records: readonly { type: Type; rows: Row[] }[],
  to: string,
): Promise<Outcome & { undo: () => Promise<Outcome> }> {
  const disable = (disabled: boolean) => call("PATCH", `/users/${member.id}`, { disabled });
  if (member.leaves) await disable(true);
  const given: Done[] = [];
  for (const { type, rows } of records) given.push(await transferAll(call, type, rows, to));
  const undo = async () => {
    if (member.leaves) await disable(false);
    const back: Outcome[] = [];
    for (const one of given) if (one.changed > 0) back.push(await one.undo());
    return sumOf(back);
  };
  return { ...sumOf(given), undo };
}

function sumOf(all: readonly Outcome[]): Outcome {
  return { changed: all.reduce((sum, { changed }) => sum + changed, 0), failed: all.flatMap(({ failed }) => failed) };
}
