import { type RecordType, type Row, show } from "@roomkey/client";
import { compatible, emailKey, hasName, type PersonName, phoneKey } from "@roomkey/client/people";

/** The fields that tell records of a type apart, and what each says: two that agree in one may be the same. */
const identity: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  escrow: { propertyAddress: "address" },
  listing: { ListingId: "MLS number", UnparsedAddress: "address" },
  client: { Email: "email", TEL: "phone" },
  lead: { email: "email", phone: "phone" },
};

/** The types among which duplicates of a type are: somebody who asks may be a client already. */
const alike: Readonly<Record<string, readonly string[]>> = { lead: ["client", "lead"] };

const office = 30; // people with one contact are no household if they are more

type Kind = "same" | "related";

/** Records that have something in common with certain values. */
export type InCommon = Record<Kind, Row[]> & { all: Row[] };

/**
 * The records that have something in common with these values, of those that are wanted. At most three may be the same,
 * and five are of people with another name: a family, perhaps, and never one person. Clients come first, and archived
 * ones last. all are those too that are not wanted, or too many.
 */
export function withInCommon(
  type: Pick<RecordType, "name">,
  values: Readonly<Record<string, unknown>>,
  rows: Iterable<Row>,
  isWanted: (row: Row, kind: Kind) => boolean = () => true,
): InCommon {
  const all: Row[] = [];
  const same: Row[] = [];
  const related: Row[] = [];
  const wanted = keysOf(type.name, values);
  const name = nameOf(type.name, values);
  const types = alike[type.name] ?? [type.name];
  for (const row of wanted.size > 0 ? rows : []) {
    if (!types.includes(row.type) || row.deletedAt) continue;
    if (![...keysOf(row.type, row.fields)].some((key) => wanted.has(key))) continue;
    all.push(row);
    const kind = mayBeOne(name, nameOf(row.type, row.fields)) ? "same" : "related";
    if (isWanted(row, kind)) (kind === "same" ? same : related).push(row);
  }
  const rank = (row: Row) => types.indexOf(row.type) + (row.archivedAt ? types.length : 0);
  for (const list of [same, related]) list.sort((a, b) => rank(a) - rank(b));
  return { all, same: same.slice(0, 3), related: related.length > office ? [] : related.slice(0, 5) };
}

/** The clients that a lead may be: of the same email or phone, and not archived. */
export function clientsLike(lead: Readonly<Record<string, unknown>>, rows: Iterable<Row>): Row[] {
  return withInCommon({ name: "lead" }, lead, rows, ({ type, archivedAt }) => type === "client" && !archivedAt).same;
}

/** What a record that may be the same has in common with the values of one of a type: "same phone". */
export function inCommon(
  type: string,
  values: Readonly<Record<string, unknown>>,
  other: Pick<Row, "type" | "fields">,
): string {
  const there = keysOf(other.type, other.fields);
  const shared = [...keysOf(type, values)].find((key) => there.has(key));
  return shared ? `same ${shared.split(":")[0]}` : "";
}

/** What a record is known by: e-mails and phones however they are written, addresses and numbers by letters. */
function keysOf(type: string, fields: Readonly<Record<string, unknown>>): Set<string> {
  const keys = new Set<string>();
  for (const [name, kind] of Object.entries(identity[type] ?? {})) {
    for (const text of textsOf(fields[name])) {
      const key = keyOf(kind, text);
      if (key !== "") keys.add(`${kind}:${key}`);
    }
  }
  return keys;
}

function keyOf(kind: string, text: string): string {
  if (kind === "phone") return phoneKey(text);
  if (kind === "email") return emailKey(text);
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return words.length < 3 ? "" : words;
}

/** A person's name; undefined for what is no person, or has none. */
function nameOf(type: string, fields: Readonly<Record<string, unknown>>): PersonName | undefined {
  const name =
    type === "client"
      ? { first: show(fields.FirstName), last: show(fields.LastName) }
      : { first: type === "lead" ? show(fields.name) : "", last: "" };
  return hasName(name) ? name : undefined;
}

/**
 * Whether two names may be one person's, or one is not known. A phone or an email alone makes nobody one: households
 * and offices share them.
 */
function mayBeOne(one: PersonName | undefined, other: PersonName | undefined): boolean {
  return !one || !other || compatible(one, other);
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value === "object" && value !== null && "number" in value) return [show(value.number)];
  const text = show(value);
  return text === "" ? [] : [text];
}
