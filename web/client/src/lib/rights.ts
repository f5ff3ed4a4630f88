import type { Row } from "./row";

/** What of a user the access rule asks. */
type Who = { id: string; role: "broker" | "lead" | "agent" | "viewer"; teams: string[] };

/**
 * Whether the server would take this user's edits of a record, so that nobody types in vain. The server decides. Where
 * this device does not know the row, the answer is yes.
 */
export function mayWrite(user: Who, row: Pick<Row, "owner" | "team" | "visibility"> | undefined): boolean {
  if (user.role === "viewer") return false;
  if (user.role === "broker" || row === undefined || row.owner === user.id) return true;
  return row.visibility !== "private" && user.teams.includes(row.team);
}
