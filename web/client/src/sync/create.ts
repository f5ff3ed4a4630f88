import { ImmutableString } from "@automerge/automerge/slim";
import { serverNow } from "../lib/clock";
import { documentIdOf } from "../lib/documentid";
import type { Row } from "../lib/row";
import type { User } from "../lib/user";
import type { RecordDocument } from "./documents";

/** An item of a list, which gets an id of its own. */
export type NewItem = Readonly<Record<string, string | number | boolean>>;

/** What a new record holds, by field: values, lists of texts, lists of items, or maps of values. */
export type NewFields = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly NewItem[] | NewItem | undefined>
>;

/** Writes what a new record holds into its document, each text as one value. */
export function fill(doc: RecordDocument, type: string, fields: NewFields): void {
  const values = doc as Record<string, unknown>;
  values.type = new ImmutableString(type);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === "") continue;
    const there = values[name];
    // A map is there from the beginning: in another one, what somebody else writes meanwhile would be lost.
    if (isMap(value) && isMap(there)) Object.assign(there, stored(value));
    else values[name] = stored(value);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for a document: its texts are scalars, and its items have ids. */
function stored(value: unknown): unknown {
  if (typeof value === "string") return new ImmutableString(value);
  if (Array.isArray(value)) {
    return value.map((item) => stored(typeof item === "object" ? { id: crypto.randomUUID(), ...item } : item));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stored(member)]));
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
