import { inWords, show, valueAt } from "@roomkey/client";
import { itemsOf } from "./checklist";
import { type Countdown, countdown, elapsed } from "./countdown";
import { type Day, isDay } from "./days";

/** What has to be done by a day: key is the field's path, kind names it for its icon, label for people. */
export type Deadline = { key: string; kind: DeadlineKind; label: string; day: Day };

const contingencyLabels = {
  investigation: "Investigation",
  appraisal: "Appraisal",
  loan: "Loan",
  title: "Title",
  HOA: "HOA",
  saleOfBuyerProperty: "Sale of buyer's property",
  insurance: "Insurance",
} as const;

export type ContingencyKind = keyof typeof contingencyLabels;

export type DeadlineKind =
  | ContingencyKind
  | "contingency" // of a kind that this app doesn't know
  | "deposit"
  | "walkThrough"
  | "close"
  | "possession"
  | "expiration"
  | "preapproval"
  | "checklist";

/** A contingency as a row shows it. over is how much of its time has passed, 0 to 1. */
export type Contingency = {
  id: string;
  kind: ContingencyKind | "contingency";
  label: string; // empty where nobody has said which it is
  status: string;
  due: Day;
  left: Countdown | undefined; // of those that are still open
  over: number;
};

type Fields = Readonly<Record<string, unknown>>;

/** A record, or the half of it at hand: what is private is told where private has it. */
export type DueRecord = { type: string; fields: Fields; private?: Fields };

/** A date that is a deadline. What ends it is another field that is filled in; what nothing ends is never late. */
type Dated = { path: string; kind: DeadlineKind; label: string; private?: true; doneBy?: string; neverLate?: true };

const dated: Readonly<Record<string, readonly Dated[]>> = {
  escrow: [
    {
      path: "earnestMoneyDeposit.dueDate",
      kind: "deposit",
      label: "Deposit",
      doneBy: "earnestMoneyDeposit.receivedDate",
    },
    { path: "finalWalkThroughDate", kind: "walkThrough", label: "Final walk-through", neverLate: true },
    { path: "closeOfEscrowDate", kind: "close", label: "Close of escrow", doneBy: "actualCloseDate" },
    { path: "possessionDate", kind: "possession", label: "Possession", neverLate: true },
  ],
  listing: [{ path: "ExpirationDate", kind: "expiration", label: "Listing expires", doneBy: "CloseDate" }],
  client: [{ path: "preapproval.expires", kind: "preapproval", label: "Preapproval expires", private: true }],
};

/** Statuses after which nothing of a record is due any more. */
const ended: Readonly<Record<string, { field: string; values: RegExp }>> = {
  escrow: { field: "status", values: /^(closed|cancelled)$/ },
  listing: { field: "StandardStatus", values: /^(Closed|Canceled|Expired|Withdrawn|Delete)$/ },
};

function isOver({ type, fields }: DueRecord): boolean {
  const end = ended[type];
  return end?.values.test(show(fields[end.field])) === true;
}

function isOpen(status: string): boolean {
  return /^(active|extended)?$/.test(status);
}

/** The contingencies of an escrow: the open ones first, by their due dates. */
export function contingenciesOf(fields: Fields, today: Day): Contingency[] {
  const accepted = show(fields.acceptanceDate);
  const over = isOver({ type: "escrow", fields });
  return itemsOf(fields.contingencies)
    .map((item): Contingency => {
      const due = show(item.dueDate);
      const status = show(item.status);
      const type = show(item.type);
      const known = Object.hasOwn(contingencyLabels, type);
      return {
        id: show(item.id),
        kind: known ? (type as ContingencyKind) : "contingency",
        label: known ? contingencyLabels[type as ContingencyKind] : inWords(type),
        status,
        due,
        left: isOpen(status) && !over ? countdown(due, today) : undefined,
        over: elapsed(accepted || due, due, today),
      };
    })
    .sort((a, b) => Number(!isOpen(a.status)) - Number(!isOpen(b.status)) || (a.due < b.due ? -1 : 1));
}

/** What is due of a record, the earliest first; nothing where it is over. */
export function deadlinesOf(record: DueRecord, today: Day): Deadline[] {
  if (isOver(record)) return [];
  const { type, fields } = record;
  const found: Deadline[] = [];
  const add = (deadline: Deadline) => {
    if (isDay(deadline.day)) found.push(deadline);
  };
  if (type === "escrow") {
    for (const { id, kind, label, due, status } of contingenciesOf(fields, today)) {
      if (isOpen(status)) add({ key: `contingencies.${id}`, kind, label: label || "Contingency", day: due });
    }
    for (const item of itemsOf(fields.checklist)) {
      if (/^(done|na)$/.test(show(item.status))) continue;
      const label = show(item.title) || "Checklist";
      add({ key: `checklist.${show(item.id)}`, kind: "checklist", label, day: show(item.due) });
    }
  }
  for (const { path, kind, label, doneBy, neverLate, ...rest } of dated[type] ?? []) {
    const half = rest.private ? record.private : fields;
    const day = show(valueAt(half, path.split(".")));
    const done = doneBy ? show(valueAt(half, doneBy.split("."))) !== "" : neverLate && day < today;
    if (!done) add({ key: path, kind, label, day });
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** The deadline that comes first, late ones before all others. */
export function nextDeadline(record: DueRecord, today: Day): Deadline | undefined {
  return deadlinesOf(record, today)[0];
}

/** The first deadline that is late, or due today or tomorrow: what a phone puts above everything. */
export function urgent(deadlines: readonly Deadline[], today: Day): Deadline | undefined {
  return deadlines.find(({ day }) => countdown(day, today)?.urgency !== undefined);
}
