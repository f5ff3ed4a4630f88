import type { RecordType } from "@roomkey/client";

type Field = RecordType["fields"][number];

/** A root field that was otherwise at an earlier time. */
export type Difference = { field: Field; was: unknown; now: unknown };

/** The fields of one half that differ between then and now. Notes stay as they are: each is its author's. */
export function differences(
  type: RecordType,
  then: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  secret: boolean,
): Difference[] {
  return type.fields
    .filter((field) => (field.private === true) === secret && !field.derived && !field.server && field.name !== "notes")
    .filter(({ name }) => plain(then[name]) !== plain(now[name]))
    .map((field) => ({ field, was: then[field.name], now: now[field.name] }));
}

/** A value to be compared: nothing, an empty text and an empty list are the same to a reader. */
function plain(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text === '""' || text === "[]" || text === "{}" || text === "null" ? "" : text;
}
