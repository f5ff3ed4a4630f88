import type { Proposal, RecordType, Row } from "@roomkey/client";
import { stepsOf } from "@roomkey/client";
import { changedSince, keyOf, open } from "./review";

/** A line of the review: a record with the number of its changes, or one change. */
export type Line = RecordLine | FieldLine;

export type RecordLine = { is: "record"; id: string; proposal: Proposal; keys: string[]; count: number };

export type FieldLine = {
  is: "field";
  id: string;
  proposal: Proposal;
  pointer: string;
  key: string; // keyOf
  change: Proposal["changes"][string];
  decision?: string;
};

/**
 * The lines of a review: records in the order in which they were proposed, fields in the schema's. keys are those that
 * wait for a decision.
 */
export function linesOf(proposals: readonly Proposal[], types: readonly RecordType[]): Line[] {
  const rank = rankIn(types);
  return proposals.flatMap((proposal, index): Line[] => {
    const { record, type, changes, decisions } = proposal;
    const pointers = Object.keys(changes).sort((a, b) => rank(type, a) - rank(type, b));
    const keys = open(proposal).map((pointer) => keyOf({ record, pointer }));
    const fields = pointers.map((pointer): Line => {
      const key = keyOf({ record, pointer });
      const change = changes[pointer] as FieldLine["change"];
      return { is: "field", id: `${index}${pointer}`, proposal, pointer, key, change, decision: decisions[pointer] };
    });
    return [{ is: "record", id: `${index}`, proposal, keys, count: pointers.length }, ...fields];
  });
}

/** The place of a field among those of its type; many records have the same fields, and each is looked up once. */
function rankIn(types: readonly RecordType[]): (type: string, pointer: string) => number {
  const known = new Map<string, number>();
  return (type, pointer) => {
    const key = `${type}${pointer}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const fields = types.find(({ name }) => name === type)?.fields ?? [];
    const root = stepsOf(pointer).steps[0];
    const rank = Math.max(
      fields.findIndex(({ name }) => name === root),
      0,
    );
    known.set(key, rank);
    return rank;
  };
}

/** What people have changed since it was proposed, by key: the values now. */
export function overtakenIn(proposals: readonly Proposal[], rows: ReadonlyMap<string, Row>): Map<string, unknown> {
  const now = new Map<string, unknown>();
  for (const proposal of proposals) {
    const row = proposal.new ? undefined : rows.get(proposal.record);
    if (!row) continue;
    for (const pointer of open(proposal)) {
      const value = changedSince(row, pointer, proposal.changes[pointer] as [unknown, unknown]);
      if (value !== undefined) now.set(keyOf({ record: proposal.record, pointer }), value);
    }
  }
  return now;
}

/** The fields without which a new record can't be made, by key: they are chosen even where they are guesses. */
export function neededIn(proposals: readonly Proposal[], types: readonly RecordType[]): ReadonlySet<string> {
  return new Set(
    proposals.flatMap(({ new: isNew, record, type, changes }) => {
      const fields = isNew ? types.find(({ name }) => name === type)?.fields : undefined;
      const required = fields?.filter((field) => field.required && changes[`/${field.name}`] !== undefined) ?? [];
      return required.map(({ name }) => keyOf({ record, pointer: `/${name}` }));
    }),
  );
}

/**
 * What is chosen of what waits: what the user has marked, and of the rest all but guesses, what people have changed
 * meanwhile, and what was left as it is before.
 */
export function chosenOf(
  lines: readonly Line[],
  marks: ReadonlyMap<string, boolean>,
  unsure: (key: string) => boolean,
): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const line of lines) {
    if (line.is !== "field" || line.decision) continue;
    const { key, proposal, pointer } = line;
    if (marks.get(key) ?? !(unsure(key) || proposal.reasons?.[pointer] !== undefined)) chosen.add(key);
  }
  return chosen;
}

/** "17 of 19 chosen", and "in 3 records, 1 rejected, 1 to check". */
export function countWords(lines: readonly Line[], chosen: ReadonlySet<string>, unsure: (key: string) => boolean) {
  const fields = lines.filter((line): line is FieldLine => line.is === "field");
  const waiting = fields.filter(({ decision }) => !decision);
  const records = new Set(waiting.filter(({ key }) => chosen.has(key)).map(({ proposal }) => proposal.record)).size;
  const rejected = fields.filter(({ decision }) => decision === "rejected").length;
  const toCheck = waiting.filter(({ key }) => unsure(key) && !chosen.has(key)).length;
  const more = [
    records > 0 && `in ${records === 1 ? "1 record" : `${records.toLocaleString("en-US")} records`}`,
    rejected > 0 && `${rejected} rejected`,
    toCheck > 0 && `${toCheck} to check`,
  ];
  return {
    chosen: `${chosen.size.toLocaleString("en-US")} of ${waiting.length.toLocaleString("en-US")} chosen`,
    more: more.filter(Boolean).join(", "),
  };
}
