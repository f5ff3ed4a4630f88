import type { Proposal, ShownTask } from "@roomkey/client";
import { keyOf } from "./review";

/** Why a change is proposed, in the plugin's words. A guess is what nobody said: it is not chosen by itself. */
export type Why = { text: string; guess: boolean };

/** What a task says of its changes: by field (keyOf) and by record (its id), and what is to be checked besides. */
export type Reasons = { fields: ReadonlyMap<string, Why>; records: ReadonlyMap<string, string>; toCheck: string[] };

type Members = Readonly<Record<string, unknown>>;

/** So many reasons are told of a record; the result has them all. */
const told = 3;

/**
 * Reads reasons from a task's output. A plugin gives them as `why: [{field, text, guess?, record?}]`, where field is a
 * JSON Pointer and record may be left out of one; as `assumed: [text]`; or as a list of things that name a record and
 * have `reasons`, as scores do.
 */
export function reasonsOf({ output, proposals }: Pick<ShownTask, "output" | "proposals">): Reasons {
  const fields = new Map<string, Why>();
  const records = new Map<string, string>();
  const root = membersOf(output);
  const only = onlyRecord(proposals);
  for (const { record = only, field, text, guess } of listOf(root.why)) {
    if (typeof record !== "string" || typeof field !== "string" || !isText(text)) continue;
    fields.set(keyOf({ record, pointer: field }), { text, guess: guess === true });
  }
  const known = new Set(proposals.map(({ record }) => record));
  for (const list of Object.values(root)) {
    for (const item of listOf(list)) {
      const text = wordsOf(item.reasons);
      if (text === "") continue;
      for (const id of Object.values(item)) if (typeof id === "string" && known.has(id)) records.set(id, text);
    }
  }
  const assumed = Array.isArray(root.assumed) ? root.assumed.filter(isText) : [];
  return { fields, records, toCheck: assumed };
}

/** The record that all proposals are about. */
function onlyRecord(proposals: readonly Proposal[]): string | undefined {
  const [first, ...others] = new Set(proposals.map(({ record }) => record));
  return others.length === 0 ? first : undefined;
}

/** Reasons in a line: texts, or what counted for something, the most first. */
function wordsOf(reasons: unknown): string {
  if (!Array.isArray(reasons)) return "";
  const texts = reasons.filter(isText);
  const counted = listOf(reasons)
    .filter(({ why, points }) => isText(why) && points !== 0)
    .sort((a, b) => Number(b.points ?? 0) - Number(a.points ?? 0))
    .map(({ why }) => String(why));
  return [...texts, ...counted].slice(0, told).join(", ");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
