import { type RecordType, show } from "@roomkey/client";
import type { Related } from "./related";

type Fields = Readonly<Record<string, unknown>>;

/** Somebody who can be called about a record. */
export type Reachable = { name: string; number: string };

/** Who is called about a record: its own number, or that of a client or lead that it is linked with. */
export function reachableAt(type: RecordType, fields: Fields, related: readonly Related[]): Reachable | undefined {
  const own = numberOf(type.name, fields);
  if (own) return { name: nameOf(type.name, fields), number: own };
  for (const { row } of related) {
    const number = numberOf(row.type, row.fields);
    if (number) return { name: nameOf(row.type, row.fields), number };
  }
  return undefined;
}

/** The preferred or first number of a client, the number of a lead. Other types have none of their own. */
function numberOf(type: string, fields: Fields): string {
  if (type === "lead") return dialable(show(fields.phone));
  if (type !== "client" || !Array.isArray(fields.TEL)) return "";
  const all = fields.TEL as Fields[];
  const best = all.find(({ preferred }) => preferred === true) ?? all[0];
  return dialable(show(best?.number));
}

function nameOf(type: string, fields: Fields): string {
  const parts = type === "client" ? [fields.FirstName, fields.LastName] : [fields.name];
  return parts.map(show).filter(Boolean).join(" ");
}

/** A number as a link dials it: digits and a leading +; empty where there are too few to be one. */
function dialable(text: string): string {
  const number = text.replace(/[^\d+]/g, "").replace(/(?!^)\+/g, "");
  return number.replace(/\D/g, "").length >= 7 ? number : "";
}
