import { type Row, show } from "@roomkey/client";
import { type Day, isDay, monthEnd, monthStart } from "../../trade/days";

/** Whose records a page is about. */
export type Scope = "mine" | "team" | "all";

/** An open escrow's status, in the order in which it goes on. */
export const openStatuses = ["open", "contingent", "clear_to_close"] as const;

export type Pipeline = { total: number; by: { status: (typeof openStatuses)[number]; count: number; sum: number }[] };

/** What is under way: the escrows that are open, in cents. */
export function pipelineOf(rows: Row[]): Pipeline {
  const by = openStatuses.map((status) => {
    const those = rows.filter((row) => row.type === "escrow" && show(row.fields.status) === status);
    return { status, count: those.length, sum: sumOf(those, priceOf) };
  });
  return { total: by.reduce((sum, { sum: part }) => sum + part, 0), by };
}

export type Closing = { sum: number; count: number; ready: number };

/** The escrows that close in the month of a day, those included that have closed in it. */
export function closingIn(rows: Row[], day: Day): Closing {
  const [from, to] = [monthStart(day), monthEnd(day)];
  const those = rows.filter((row) => {
    const closes = closesOn(row);
    return closes !== undefined && closes >= from && closes <= to;
  });
  const ready = those.filter((row) => /^(clear_to_close|closed)$/.test(show(row.fields.status))).length;
  return { sum: sumOf(those, priceOf), count: those.length, ready };
}

export type Month = { month: Day; closed: number; clear: number; open: number; total: number };

/** Gross commissions by the month of closing, in cents: so many months back and ahead. Only what the user may read. */
export function commissionByMonth(rows: Row[], today: Day, back: number, ahead: number): Month[] {
  const months: Month[] = [];
  for (let at = -back; at <= ahead; at++) {
    months.push({ month: monthStart(today, at), closed: 0, clear: 0, open: 0, total: 0 });
  }
  for (const row of rows) {
    const closes = closesOn(row);
    const gci = commissionOf(row);
    const month = closes && months.find(({ month }) => month === monthStart(closes));
    if (!month || gci === undefined) continue;
    const status = show(row.fields.status);
    if (status === "closed") month.closed += gci;
    else if (status === "clear_to_close") month.clear += gci;
    else month.open += gci;
    month.total += gci;
  }
  return months;
}

export type Forecast = { sum: number; closed: number; told: number; count: number };

/** The gross commission that the quarter of a day brings and has brought, in cents, and how many escrows tell it. */
export function forecast(rows: Row[], today: Day): Forecast {
  const month = Number(today.slice(5, 7));
  const first = monthStart(today, -((month - 1) % 3));
  const last = monthEnd(first, 2);
  const those = rows.filter((row) => {
    const closes = closesOn(row);
    return closes !== undefined && closes >= first && closes <= last;
  });
  const told = those.filter((row) => commissionOf(row) !== undefined);
  const closed = told.filter(({ fields }) => show(fields.status) === "closed");
  const gci = (row: Row) => commissionOf(row) ?? 0;
  return { sum: sumOf(told, gci), closed: sumOf(closed, gci), told: told.length, count: those.length };
}

/** How long leads waited for their first response, in milliseconds: the median; undefined where none had one. */
export function firstResponse(rows: Row[]): number | undefined {
  return median(waitsOf(rows).map(({ wait }) => wait));
}

const week = 7 * 86_400_000;

/** The same for leads that were assigned in each of so many weeks up to now, the oldest first. */
export function responseByWeek(rows: Row[], now: number, weeks: number): (number | undefined)[] {
  const waits = waitsOf(rows);
  return Array.from({ length: weeks }, (_, index) => {
    const end = now - (weeks - 1 - index) * week;
    return median(waits.filter(({ from }) => from > end - week && from <= end).map(({ wait }) => wait));
  });
}

/** When leads were assigned, and how long they waited, in milliseconds. */
function waitsOf(rows: Row[]): { from: number; wait: number }[] {
  return rows
    .filter(({ type }) => type === "lead")
    .map(({ fields }) => ({ from: Date.parse(show(fields.assignedAt)), to: Date.parse(show(fields.firstResponseAt)) }))
    .map(({ from, to }) => ({ from, wait: to - from }))
    .filter(({ wait }) => wait >= 0);
}

function median(numbers: number[]): number | undefined {
  const waits = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(waits.length / 2);
  if (waits.length === 0) return undefined;
  return waits.length % 2 ? waits[middle] : ((waits[middle - 1] as number) + (waits[middle] as number)) / 2;
}

/** The gross commission in cents, where the user may read it. */
function commissionOf({ private: secret }: Row): number | undefined {
  const gci = (secret?.commission as Record<string, unknown> | undefined)?.gci;
  return typeof gci === "number" ? gci : undefined;
}

/** When an escrow closes or has closed; undefined where it is cancelled or nobody knows. */
function closesOn({ type, fields }: Row): Day | undefined {
  if (type !== "escrow" || show(fields.status) === "cancelled") return undefined;
  const day = show(fields.actualCloseDate) || show(fields.closeOfEscrowDate);
  return isDay(day) ? day : undefined;
}

function priceOf({ fields }: Row): number {
  return typeof fields.purchasePrice === "number" ? fields.purchasePrice : 0;
}

function sumOf(rows: Row[], of: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}
