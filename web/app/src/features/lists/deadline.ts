import { type Row, show } from "@roomkey/client";
import { type Day, isDay } from "./days";

/** What an escrow waits for: kind names it for its icon, label for people. */
export type Deadline = { kind: DeadlineKind; label: string; day: Day };

export type DeadlineKind =
  | "deposit"
  | "investigation"
  | "appraisal"
  | "loan"
  | "title"
  | "HOA"
  | "saleOfBuyerProperty"
  | "insurance"
  | "walkThrough"
  | "checklist"
  | "close";

const contingencyLabels: Record<string, string> = {
  investigation: "Investigation",
  appraisal: "Appraisal",
  loan: "Loan",
  title: "Title",
  HOA: "HOA",
  saleOfBuyerProperty: "Sale of buyer's home",
  insurance: "Insurance",
};

type Item = Record<string, unknown>;

/** An escrow's open deadlines, the earliest first; none where it is over. A walk-through that was is never late. */
export function deadlinesOf(row: Row, today: Day): Deadline[] {
  const { fields } = row;
  if (row.type !== "escrow" || /^(closed|cancelled)$/.test(show(fields.status))) return [];
  const found: Deadline[] = [];
  const add = (kind: DeadlineKind, label: string, day: unknown) => {
    if (isDay(day)) found.push({ kind, label, day });
  };
  for (const item of itemsOf(fields.contingencies)) {
    if (!/^(active|extended)?$/.test(show(item.status))) continue;
    const type = show(item.type);
    const label = contingencyLabels[type];
    if (label) add(type as DeadlineKind, label, item.dueDate);
  }
  const deposit = fields.earnestMoneyDeposit as Item | undefined;
  if (deposit && !deposit.receivedDate) add("deposit", "Deposit", deposit.dueDate);
  for (const item of itemsOf(fields.checklist)) {
    if (!/^(done|na)$/.test(show(item.status))) add("checklist", show(item.title) || "Checklist", item.due);
  }
  if (show(fields.finalWalkThroughDate) >= today) add("walkThrough", "Walk-through", fields.finalWalkThroughDate);
  add("close", "Close", fields.closeOfEscrowDate);
  return found.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** The deadline that comes first, late ones before all others. */
export function nextDeadline(row: Row, today: Day): Deadline | undefined {
  return deadlinesOf(row, today)[0];
}

/** How many items of the checklist are done, of those that apply. */
export function checklistOf(row: Row): { done: number; all: number } {
  const items = itemsOf(row.fields.checklist).filter((item) => show(item.status) !== "na");
  return { done: items.filter((item) => show(item.status) === "done").length, all: items.length };
}

function itemsOf(list: unknown): Item[] {
  return Array.isArray(list) ? list.filter((item): item is Item => typeof item === "object" && item !== null) : [];
}
