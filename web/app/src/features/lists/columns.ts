import type { Field, Row } from "@roomkey/client";
import { show, valuesOf } from "@roomkey/client";
import { checklistOf } from "../../trade/checklist";
import { isDay } from "../../trade/days";
import { nextDeadline } from "../../trade/deadlines";
import { titleOfRow } from "../../trade/title";
import type { Column, ColumnKind, Columns, ListedType, Value } from "./column";

/** What a list shows at first, as people in the trade read it from left to right. */
const shown: Record<string, string[]> = {
  escrow: [
    "title",
    "escrowNumber",
    "status",
    "side",
    "purchasePrice",
    "closeOfEscrowDate",
    "nextDeadline",
    "checklist",
    "commission.gci",
    "owner",
  ],
  listing: [
    "title",
    "ListingId",
    "StandardStatus",
    "ListPrice",
    "BedroomsTotal",
    "BathroomsTotalInteger",
    "LivingArea",
    "DaysOnMarket",
    "PropertySubType",
    "owner",
  ],
  client: ["title", "ContactStatus", "ContactType", "TEL", "Email", "LeadSource", "updatedAt", "owner"],
  lead: ["title", "stage", "score", "intent", "priceMax", "areas", "source", "phone", "lastContactAt", "owner"],
  appointment: ["title", "kind", "STATUS", "DTSTART", "DTEND", "LOCATION", "outcome", "owner"],
};

/** Headers that are shorter than the fields' labels, and what the first column is of. */
const shortLabels: Record<string, string> = {
  "escrow/title": "Property",
  "listing/title": "Property",
  "client/title": "Name",
  "lead/title": "Name",
  "appointment/title": "Title",
  "escrow/escrowNumber": "Number",
  "escrow/purchasePrice": "Price",
  "escrow/closeOfEscrowDate": "Close of escrow",
  "escrow/commission.gci": "GCI",
  "listing/ListPrice": "Price",
  "listing/LivingArea": "Sq ft",
  "listing/DaysOnMarket": "Days",
  "listing/PropertySubType": "Kind",
  "lead/priceMax": "Up to",
};

const widths: Record<ColumnKind, number> = {
  title: 260,
  text: 140,
  option: 118,
  money: 84,
  number: 72,
  date: 108,
  time: 138,
  bool: 72,
  person: 26,
  record: 160,
  values: 150,
  deadline: 158,
  progress: 78,
};

const ownWidths: Record<string, number> = {
  escrowNumber: 100,
  status: 112,
  side: 48,
  closeOfEscrowDate: 118,
  nextDeadline: 166,
  checklist: 72,
  "commission.gci": 66,
  StandardStatus: 152,
  PropertySubType: 150,
  BedroomsTotal: 48,
  BathroomsTotalInteger: 48,
  LivingArea: 60,
  DaysOnMarket: 48,
  ContactStatus: 104,
  ContactType: 112,
  LeadSource: 96,
  source: 96,
  areas: 104,
  stage: 132,
  intent: 84,
  phone: 112,
  TEL: 112,
  Email: 218,
  email: 218,
  score: 52,
  kind: 148,
  LOCATION: 220,
};

/** Numbers whose average says something; sums of numbers that are not money never do. */
const averaged = new Set(["score", "DaysOnMarket", "LivingArea"]);

/** Money that is a bound or an amount of one record alone. */
const notSummed = /^(priceMin|AssociationFee|earnestMoneyDeposit\.amount)$/;

/** All columns of a type, by its schema. */
export function columnsOf(type: ListedType): Columns {
  const columns: Column[] = [
    {
      id: "title",
      label: shortLabels[`${type.name}/title`] ?? type.label,
      kind: "title",
      private: false,
      width: widths.title,
      value: (row) => titleOfRow(type, row).main || undefined,
    },
    ...type.fields.flatMap((field) => columnsOfField(field, [], field.private ?? false)),
    ...(type.name === "escrow" ? escrowColumns : []),
    own("owner", "Owner", "person", (row) => row.owner),
    own("createdAt", "Created", "time", (row) => moment(row.createdAt)),
    own("updatedAt", "Last change", "time", (row) => moment(row.updatedAt)),
  ];
  for (const column of columns) column.short = shortLabels[`${type.name}/${column.id}`];
  const all = new Map(columns.map((column) => [column.id, column]));
  return { all, shown: (shown[type.name] ?? ["title", type.status, "updatedAt", "owner"]).filter((id) => all.has(id)) };
}

const escrowColumns: Column[] = [
  own("nextDeadline", "Next deadline", "deadline", (row, { today }) => nextDeadline(row, today)?.day),
  own("checklist", "Checklist", "progress", (row) => {
    const { done, all } = checklistOf(row.fields.checklist);
    return all === 0 ? undefined : done / all;
  }),
];

function own(id: string, label: string, kind: ColumnKind, value: Column["value"]): Column {
  return { id, label, kind, private: false, width: ownWidths[id] ?? widths[kind], value };
}

const kindsOf: Partial<Record<Field["kind"], ColumnKind>> = {
  string: "text",
  enum: "option",
  money: "money",
  number: "number",
  date: "date",
  time: "time",
  bool: "bool",
};

/** A field's columns: one, or one for each member of a map; none for what people write at length. */
function columnsOfField(field: Field, above: Field[], isPrivate: boolean): Column[] {
  const path = [...above, field].map(({ name }) => name);
  const id = path.join(".");
  const said = above.map(({ label }) => `${label}: `).join("");
  const column = (kind: ColumnKind, value: (found: unknown) => Value): Column[] => [
    {
      id,
      label: said + (said ? field.label.toLowerCase() : field.label),
      kind,
      field,
      private: isPrivate,
      width: ownWidths[id] ?? widths[kind],
      total: totalOf(id, kind),
      value: (row) => value(valueIn(row, path, isPrivate)),
    },
  ];
  const simple = kindsOf[field.kind];
  if (simple) return column(simple, readers[simple] ?? text);
  if (field.kind === "ref") return column(field.ref === "user" ? "person" : "record", text);
  if (field.kind === "map") return (field.fields ?? []).flatMap((member) => columnsOfField(member, [field], isPrivate));
  if (field.kind !== "list" || field.name === "notes") return [];
  if (field.item?.kind !== "map") return column("values", (list) => some(valuesOf(list)));
  const naming = entryNames[field.name];
  return naming ? column("values", (list) => some(entriesOf(list, naming))) : [];
}

/** Lists of maps that a cell can show, and the members that say what an entry is. */
const entryNames: Record<string, string[]> = { TEL: ["number"], ADR: ["street", "locality"] };

function entriesOf(list: unknown, names: string[]): string[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((entry) =>
      names
        .map((name) => show(entry?.[name]))
        .filter(Boolean)
        .join(", "),
    )
    .filter(Boolean);
}

function some(values: string[]): string[] | undefined {
  return values.length > 0 ? values : undefined;
}

/** How a value of a row is read, by kind: what is not of its kind, which another client may have written, is none. */
const readers: Partial<Record<ColumnKind, (found: unknown) => Value>> = {
  money: finite,
  number: finite,
  date: (found) => (isDay(show(found)) ? show(found) : undefined),
  time: (found) => moment(show(found)),
  bool: (found) => (typeof found === "boolean" ? found : undefined),
};

function text(found: unknown): Value {
  return typeof found === "object" && found?.constructor === Object ? undefined : show(found) || undefined;
}

function finite(found: unknown): Value {
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

function moment(found: string): Value {
  const at = Date.parse(found);
  return Number.isNaN(at) ? undefined : at;
}

function valueIn(row: Row, path: string[], isPrivate: boolean): unknown {
  let at: unknown = isPrivate ? row.private : row.fields;
  for (const step of path)
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[step] : undefined;
  return at;
}

function totalOf(id: string, kind: ColumnKind): Column["total"] {
  if (kind === "money" && !notSummed.test(id)) return "sum";
  if (id === "closeOfEscrowDate") return "away";
  return averaged.has(id) ? "average" : undefined;
}
