import { brokenBy, type Parsed, parseValue, type Value } from "@roomkey/client/values";
import { type Placed, pointerOf } from "../layout/place";
import { docOf, type OpenRecord } from "./OpenRecord";

/** Reads what is typed into a field by its rules, and beside the record's other values: no end before its start. */
export function readTyped({ type, shared, today }: OpenRecord, at: Placed, typed: string): Parsed<Value> {
  const read = parseValue(at.field, typed, today);
  if (!read.ok || at.private) return read;
  const broken = brokenBy(type, { fields: docOf(shared) }, pointerOf(at), read.value);
  return broken ? { ok: false, problem: `${at.label} ${broken}.` } : read;
}
