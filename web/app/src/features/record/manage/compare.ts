import { type RecordType, show } from "@roomkey/client";
import { isEmpty } from "../layout/place";

type Fields = Readonly<Record<string, unknown>>;
type Field = RecordType["fields"][number];

/** A field of two records side by side. */
export type Pair = { field: Field; here: unknown; there: unknown };

/** The shared fields in which two records of a type differ; not texts, maps and lists of items, which merge by hand. */
export function pairsOf(type: RecordType, here: Fields, there: Fields): Pair[] {
  return type.fields
    .filter(({ kind, item, private: hidden, derived, server, name }) => {
      const simple = kind !== "text" && kind !== "map" && !(kind === "list" && item?.kind === "map");
      return simple && !hidden && !derived && !server && name !== "notes";
    })
    .map((field) => ({ field, here: here[field.name], there: there[field.name] }))
    .filter(({ here, there }) => !(isEmpty(here) && isEmpty(there)) && plain(here) !== plain(there));
}

function plain(value: unknown): string {
  return Array.isArray(value) ? value.map(show).join("\n") : show(value);
}
