import { serverNow } from "@roomkey/client";
import { brokenBy, type Parsed, parseValue, type Value } from "@roomkey/client/values";
import { dayIn, zoneOf } from "../../../trade/zone";
import { type Placed, pointerOf } from "../layout/place";
import { docOf, type OpenRecord } from "./OpenRecord";

/**
 * Reads what is typed into a field by its rules, times in the record's zone, and beside the record's other values: no
 * end before its start.
 */
export function readTyped({ type, shared, today }: OpenRecord, at: Placed, typed: string): Parsed<Value> {
  const zone = at.field.kind === "time" ? zoneOf(docOf(shared)) : undefined;
  const day = zone ? dayIn(serverNow(), zone) : today; // "tomorrow at noon" is tomorrow there
  const read = parseValue(at.field, typed, day, zone);
  if (!read.ok || at.private) return read;
  const broken = brokenBy(type, { fields: docOf(shared) }, pointerOf(at), read.value);
  return broken ? { ok: false, problem: `${at.label} ${broken}.` } : read;
}
