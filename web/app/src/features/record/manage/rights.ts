import type { Row, User } from "@roomkey/client";

type Who = Pick<User, "id" | "role" | "teams">;
type Owned = Pick<Row, "owner" | "team" | "visibility">;

/** Whether the server would let this user archive, delete or give away a record: its owner, its lead, a broker. */
export function mayManage(user: Who, row: Owned | undefined): boolean {
  if (!row || user.role === "viewer") return false;
  if (user.role === "broker" || row.owner === user.id) return true;
  return user.role === "lead" && row.visibility !== "private" && user.teams.includes(row.team);
}

/** Whether this user may name another owner: an agent may only choose who sees their record. */
export function mayGiveAway(user: Who): boolean {
  return user.role === "broker" || user.role === "lead";
}
