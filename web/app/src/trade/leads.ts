import { type Row, show } from "@roomkey/client";

/** The leads that nobody has answered yet, the one that waits longest first. */
export function unanswered(rows: Row[]): Row[] {
  return rows
    .filter(({ type, fields }) => type === "lead" && show(fields.stage) === "new" && !show(fields.firstResponseAt))
    .sort((a, b) => waitingSince(a) - waitingSince(b));
}

/** Since when a lead waits, in milliseconds since 1970. */
export function waitingSince({ fields, createdAt }: Row): number {
  return Date.parse(show(fields.assignedAt)) || Date.parse(createdAt);
}
