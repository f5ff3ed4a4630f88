import { ImmutableString } from "@automerge/automerge/slim";
import { serverNow } from "../lib/clock";
import { documentIdOf } from "../lib/documentid";
import type { Row } from "../lib/row";
import type { User } from "../lib/user";
import type { RecordDocument } from "./documents";

/** What a new record holds, by field: values, or lists of texts. */
export type NewFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Writes what a new record holds into its document, each text as one value. */
export function fill(doc: RecordDocument, type: string, fields: NewFields): void {
  const values = doc as Record<string, unknown>;
  values.type = new ImmutableString(type);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === "") continue;
    if (typeof value === "string") values[name] = new ImmutableString(value);
    else if (typeof value === "object") values[name] = value.map((text) => new ImmutableString(text));
    else values[name] = value;
  }
}

/** The row of a record that was made here: as the server will make it (R23), the user's own and their first team's. */
export function newRow(id: string, type: string, fields: NewFields, user: Pick<User, "id" | "teams">): Row {
  const at = new Date(serverNow()).toISOString();
  return {
    id,
    type,
    documentId: documentIdOf(id),
    owner: user.id,
    team: user.teams[0] ?? "",
    visibility: "team",
    heads: [],
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== "")),
    conflicts: {},
    flags: [],
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    deletedAt: null,
  };
}
