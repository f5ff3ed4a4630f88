import { type Field, type RecordType, type Row, show, valueAt } from "@roomkey/client";

/** A record that is linked with another one, and by what. */
export type Related = { row: Row; type: RecordType; by: string };

/** The paths of the fields of a type that name other records, with their labels. */
export function refsOf(type: RecordType): { path: string[]; label: string; to: string }[] {
  const found: { path: string[]; label: string; to: string }[] = [];
  const visit = (fields: Field[], above: string[]) => {
    for (const field of fields) {
      const path = [...above, field.name];
      if (field.kind === "ref" && field.ref && field.ref !== "user")
        found.push({ path, label: field.label, to: field.ref });
      else if (field.kind === "map") visit(field.fields ?? [], path);
    }
  };
  visit(type.fields, []);
  return found;
}

type Known = ReadonlyMap<string, { type: RecordType; refs: ReturnType<typeof refsOf> }>;

/** The types by name, with their references; worked out once for each schema. */
const knownTypes = new WeakMap<readonly RecordType[], Known>();

function knownOf(types: readonly RecordType[]): Known {
  let byName = knownTypes.get(types);
  if (!byName) {
    byName = new Map(types.map((type) => [type.name, { type, refs: refsOf(type) }]));
    knownTypes.set(types, byName);
  }
  return byName;
}

/**
 * The ids that a row names. A row never changes, another comes in its place: so each is read once, although a record's
 * page looks through all rows whenever one of them changes.
 */
const named = new WeakMap<Row, readonly string[]>();

function namedBy(row: Row, byName: Known): readonly string[] {
  let ids = named.get(row);
  if (!ids) {
    ids = (byName.get(row.type)?.refs ?? []).map(({ path }) => show(valueAt(row.fields, path)));
    named.set(row, ids);
  }
  return ids;
}

/** The records that a record names, and those that name it: archived ones too, each once. */
export function relatedTo(id: string, rows: ReadonlyMap<string, Row>, types: RecordType[]): Related[] {
  const byName = knownOf(types);
  const found = new Map<string, Related>();
  const add = (row: Row | undefined, by: string) => {
    const known = row && byName.get(row.type);
    if (known && row.id !== id && !found.has(row.id)) found.set(row.id, { row, type: known.type, by });
  };
  const self = rows.get(id);
  for (const { path, label } of (self && byName.get(self.type)?.refs) ?? []) {
    add(rows.get(show(valueAt(self?.fields, path))), label);
  }
  for (const row of rows.values()) {
    if (namedBy(row, byName).includes(id)) add(row, byName.get(row.type)?.type.label ?? "");
  }
  return [...found.values()];
}

/** Appointments that are still to come, the next one first. */
export function comingUp(related: Related[], now: number): Related[] {
  const end = ({ row }: Related) => Date.parse(show(row.fields.DTEND)) || 0;
  return related
    .filter((one) => one.row.type === "appointment" && !one.row.archivedAt && end(one) >= now)
    .sort((a, b) => (show(a.row.fields.DTSTART) < show(b.row.fields.DTSTART) ? -1 : 1));
}
