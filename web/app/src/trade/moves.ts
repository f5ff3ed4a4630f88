import { type Field, optionLabel, type RecordType, show } from "@roomkey/client";

/** One step of a record's way: behind it, where it is, where it may go now, or where it can't go yet. */
export type Step = { value: string; label: string; is: "done" | "current" | "next" | "ahead" };

/** The steps of a record's usual way, and the legal moves that lead off it. */
export type Steps = { field: Field; current: string; main: Step[]; others: Step[] };

/** The statuses of each type that are no part of the usual way. */
const aside: Readonly<Record<string, readonly string[]>> = {
  escrow: ["cancelled"],
  listing: ["Incomplete", "Hold", "Withdrawn", "Expired", "Canceled", "Delete"],
  lead: ["nurture", "lost", "trash"],
  appointment: ["CANCELLED"],
  client: ["Deleted"],
};

/** The types whose statuses are a way, on which earlier ones are done. Others' are alternatives. */
const ways: ReadonlySet<string> = new Set(["escrow", "listing", "lead"]);

/** The field to be filled in when a record gets a status. */
const reasons: Readonly<Record<string, string>> = { "escrow.cancelled": "cancelReason", "lead.lost": "lostReason" };

/** The steps of a record that has a status; undefined where its type has none. */
export function stepsFrom(type: RecordType, status: unknown): Steps | undefined {
  const field = type.fields.find(({ name }) => name === type.status);
  if (!field?.options) return undefined;
  const current = show(status);
  const off = aside[type.name] ?? [];
  const line = field.options.filter((option) => !off.includes(option));
  const legal = legalMoves(field, current);
  const at = line.indexOf(current);
  const step = (value: string, index: number): Step => ({
    value,
    label: optionLabel(field, value),
    is:
      value === current
        ? "current"
        : ways.has(type.name) && index >= 0 && index < at
          ? "done"
          : legal.includes(value)
            ? "next"
            : "ahead",
  });
  return {
    field,
    current,
    main: line.map(step),
    others: off.filter((value) => legal.includes(value) || value === current).map((value) => step(value, -1)),
  };
}

/** Whether a status may follow another: any may where the schema draws no moves, or there was none before. */
export function mayMove(field: Pick<Field, "moves">, from: string, to: string): boolean {
  if (from === to || from === "" || !field.moves) return true;
  return field.moves[from]?.includes(to) ?? true;
}

/** Where a status may go: nothing else is offered. A record without a status may get any. */
export function legalMoves(field: Field, current: string): string[] {
  return (field.options ?? []).filter((option) => option !== current && mayMove(field, current, option));
}

/** The moves of the usual way come first: what M offers, in order. */
export function offeredMoves({ field, current, main }: Steps): Step[] {
  const legal = legalMoves(field, current);
  const line = main.map(({ value }) => value);
  const at = line.indexOf(current);
  const rank = (value: string) => {
    const index = line.indexOf(value);
    if (index < 0) return 2 * line.length + (field.options ?? []).indexOf(value);
    return index > at ? index - at : line.length + index; // onwards, then back
  };
  return [...legal]
    .sort((a, b) => rank(a) - rank(b))
    .map((value) => ({ value, label: optionLabel(field, value), is: "next" }));
}

/** The field in which to say why a record gets a status, as far as one is asked. */
export function reasonFor(type: RecordType, status: string): Field | undefined {
  return type.fields.find(({ name }) => name === reasons[`${type.name}.${status}`]);
}
