import { type Row, show } from "@roomkey/client";

/** Statuses after which nobody works on a record any more, by its type. */
const ended: Readonly<Record<string, { field: string; values: readonly string[] }>> = {
  escrow: { field: "status", values: ["closed", "cancelled"] },
  listing: { field: "StandardStatus", values: ["Closed", "Canceled", "Expired", "Withdrawn", "Delete"] },
  client: { field: "ContactStatus", values: ["Deleted"] },
  lead: { field: "stage", values: ["closed", "past_client", "lost", "trash"] },
  appointment: { field: "STATUS", values: ["CANCELLED"] },
};

/**
 * Whether a record is somebody's work at a time, in milliseconds since 1970: it is in the lists, its status does not
 * end it, and an appointment is not over. One that repeats counts as still to come.
 */
export function isOpenRecord({ type, fields, archivedAt, deletedAt }: Row, now: number): boolean {
  if (archivedAt || deletedAt) return false;
  const end = ended[type];
  if (end?.values.includes(show(fields[end.field]))) return false;
  if (type !== "appointment" || show(fields.RRULE) !== "") return true;
  return !(Date.parse(show(fields.DTEND)) < now); // one without an end is open
}
