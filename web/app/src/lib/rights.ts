import type { Row } from "./row";

/** What of a user the access rule asks. */
type Who = { id: string; role: "broker" | "lead" | "agent" | "viewer"; teams: string[] };

/**
 * Whether the server would take this user's edits of a record, as crm.User.May has it, so that nobody types in vain. The
 * server decides: a row that this device doesn't know is left to it.
 */
export function mayWrite(user: Who, row: Pick<Row, "owner" | "team" | "visibility"> | undefined): boolean {
  if (user.role === "viewer") return false;
  if (user.role === "broker" || row === undefined || row.owner === user.id) return true;
  return row.visibility !== "private" && user.teams.includes(row.team);
}
