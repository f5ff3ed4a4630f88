import { optionLabel, type RecordType, show, valueAt } from "@roomkey/client";
import { type Countdown, countdown, elapsed } from "./countdown";
import type { Day } from "./day";
import { placed } from "./place";

/** What has to be done by a day. */
export type Deadline = { key: string; label: string; day: Day; left: Countdown; kind: string };

/** A contingency as a row shows it. over is how much of its time has passed, 0 to 1. */
export type Contingency = {
  id: string;
  type: string;
  label: string;
  status: string;
  due: Day;
  left: Countdown | undefined; // of those that are still open
  over: number;
};

type Fields = Record<string, unknown>;

const open = ["active", "extended", ""];

/** Dates of a type that are deadlines, and what ends them: a field that is filled in, or a status. */
const dated: Readonly<Record<string, readonly { path: string; label: string; doneBy?: string }[]>> = {
  escrow: [
    { path: "earnestMoneyDeposit.dueDate", label: "Deposit", doneBy: "earnestMoneyDeposit.receivedDate" },
    { path: "finalWalkThroughDate", label: "Final walk-through" },
    { path: "closeOfEscrowDate", label: "Close of escrow", doneBy: "actualCloseDate" },
    { path: "possessionDate", label: "Possession" },
  ],
  listing: [{ path: "ExpirationDate", label: "Listing expires", doneBy: "CloseDate" }],
  client: [{ path: "preapproval.expires", label: "Preapproval expires" }],
};

/** Statuses after which nothing of a record is due any more. */
const over: Readonly<Record<string, readonly string[]>> = {
  escrow: ["closed", "cancelled"],
  listing: ["Closed", "Canceled", "Expired", "Withdrawn", "Delete"],
};

/** The contingencies of an escrow: the open ones first, by their due dates. */
export function contingenciesOf(type: RecordType, fields: Fields, today: Day): Contingency[] {
  const list = Array.isArray(fields.contingencies) ? (fields.contingencies as Fields[]) : [];
  const kinds = placed(type, "contingencies")?.field.item?.fields?.find(({ name }) => name === "type");
  const accepted = show(fields.acceptanceDate);
  const ended = over[type.name]?.includes(show(fields[type.status])) === true;
  return list
    .map((item) => {
      const due = show(item.dueDate);
      const status = show(item.status);
      return {
        id: show(item.id),
        type: show(item.type),
        label: kinds ? optionLabel(kinds, show(item.type)) : show(item.type),
        status,
        due,
        left: open.includes(status) && !ended ? countdown(due, today) : undefined,
        over: elapsed(accepted || due, due, today),
      };
    })
    .sort((a, b) => Number(!open.includes(a.status)) - Number(!open.includes(b.status)) || (a.due < b.due ? -1 : 1));
}

/** What is due of a record, the earliest first. Private dates are told where private has them. */
export function deadlinesOf(type: RecordType, fields: Fields, secret: Fields | undefined, today: Day): Deadline[] {
  if (over[type.name]?.includes(show(fields[type.status]))) return [];
  const found: Deadline[] = [];
  const add = (key: string, label: string, day: string, kind: string) => {
    const left = countdown(day, today);
    if (left) found.push({ key, label, day, left, kind });
  };
  for (const { id, type: kind, label, due, status } of contingenciesOf(type, fields, today)) {
    if (open.includes(status)) add(`contingencies.${id}`, label || "Contingency", due, kind);
  }
  for (const { path, label, doneBy } of dated[type.name] ?? []) {
    const half = placed(type, path)?.private ? secret : fields;
    const done = doneBy ? show(valueAt(half, doneBy.split("."))) : "";
    if (!done) add(path, label, show(valueAt(half, path.split("."))), path);
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** The most urgent deadline that a phone puts above everything: late, today or tomorrow. */
export function urgent(deadlines: Deadline[]): Deadline | undefined {
  return deadlines.find(({ left }) => left.urgency !== undefined);
}
