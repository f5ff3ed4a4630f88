import { type RecordType, type Row, show } from "@roomkey/client";

/** The fields that tell records of a type apart: two that agree in one of them may be the same. */
const identity: Readonly<Record<string, readonly string[]>> = {
  escrow: ["propertyAddress"],
  listing: ["ListingId", "UnparsedAddress"],
  client: ["Email", "TEL"],
  lead: ["email", "phone"],
};

/** Records that may be the one that has these values, whichever of them is archived; at most three. */
export function likelyDuplicates(
  type: RecordType,
  values: Readonly<Record<string, unknown>>,
  rows: Iterable<Row>,
  self?: string,
): Row[] {
  const wanted = keysOf(type.name, values);
  if (wanted.size === 0) return [];
  const found: Row[] = [];
  for (const row of rows) {
    if (row.type !== type.name || row.id === self || row.deletedAt) continue;
    if ([...keysOf(type.name, row.fields)].some((key) => wanted.has(key))) found.push(row);
    if (found.length === 3) break;
  }
  return found;
}

const words: Readonly<Record<string, string>> = {
  phone: "phone",
  email: "email",
  Email: "email",
  ListingId: "MLS number",
  propertyAddress: "address",
  UnparsedAddress: "address",
};

/** What two records that may be the same have in common: "same phone". */
export function inCommon(
  type: string,
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string {
  const there = keysOf(type, other);
  const shared = [...keysOf(type, one)].find((key) => there.has(key));
  return shared ? `same ${words[shared.split(" ")[0] ?? ""] ?? "details"}` : "";
}

/** What a record is known by: e-mails in any case, phones by ten digits, addresses and numbers by letters. */
function keysOf(type: string, fields: Readonly<Record<string, unknown>>): Set<string> {
  const keys = new Set<string>();
  for (const name of identity[type] ?? []) {
    for (const text of textsOf(fields[name])) {
      const digits = text.replace(/\D/g, "");
      const words = text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}@]+/gu, " ")
        .trim();
      if (/phone|TEL/.test(name)) {
        if (digits.length >= 7) keys.add(`phone ${digits.slice(-10)}`);
      } else if (words.length >= 3) keys.add(`${name} ${words}`);
    }
  }
  return keys;
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === "object" && value !== null && "number" in value) return [show(value.number)];
  const text = show(value);
  return text === "" ? [] : [text];
}
