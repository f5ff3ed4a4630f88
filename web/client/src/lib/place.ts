import { ImmutableString, updateText } from "@automerge/automerge/slim";
import { show } from "./schema";

/**
 * Where a value is in a document: names from the root; an entry of a list is named by its id, for its index moves.
 * Every edit below writes what differs and nothing around it, so that edits of two people merge.
 */
export type Place = readonly [string, ...string[]];

type Fields = Record<string, unknown>;
type Scalar = string | number | boolean;

/** The value at a place; undefined where there is none. */
export function valueAt(doc: unknown, place: readonly string[]): unknown {
  return place.reduce(child, doc);
}

/** The map that holds a place's value. */
export function holderOf(doc: unknown, place: Place): Fields | undefined {
  return valueAt(doc, place.slice(0, -1)) as Fields | undefined;
}

/** Sets a value, or deletes it where there is none; nothing where its entry has been removed meanwhile. */
export function write(draft: Fields, place: Place, value: Scalar | Date | undefined): void {
  const holder = held(draft, place);
  if (!holder) return;
  if (value === undefined) delete holder[last(place)];
  else holder[last(place)] = typeof value === "string" ? new ImmutableString(value) : value;
}

/** Makes a collaborative text read as typed, touching the characters that differ. */
export function writeText(draft: Fields, place: Place, text: string): void {
  const holder = held(draft, place);
  if (!holder) return;
  if (typeof holder[last(place)] === "string") updateText(draft, propsOf(draft, place), text);
  else holder[last(place)] = text;
}

/** Adds an entry, empty but for its id, to a list of maps. */
export function addEntry(draft: Fields, place: Place, id: string): void {
  listAt(draft, place)?.push({ id: new ImmutableString(id) });
}

/** Removes an entry of a list of maps. */
export function removeEntry(draft: Fields, place: Place, id: string): void {
  const list = listAt(draft, place);
  const index = list?.findIndex((entry) => idOf(entry) === id) ?? -1;
  if (index >= 0) list?.splice(index, 1);
}

/** Adds a value to a list of values, unless it is there. */
export function addValue(draft: Fields, place: Place, value: string): void {
  const list = listAt(draft, place);
  if (list && !list.some((there) => show(there) === value)) list.push(new ImmutableString(value));
}

/** Removes a value from a list of values, as often as it is there. */
export function removeValue(draft: Fields, place: Place, value: string): void {
  const list = listAt(draft, place);
  for (let index = (list?.length ?? 0) - 1; index >= 0; index--) {
    if (show(list?.[index]) === value) list?.splice(index, 1);
  }
}

/** An entry's id as text; empty where it has none. */
export function idOf(entry: unknown): string {
  return show((entry as { id?: unknown } | null | undefined)?.id);
}

function last(place: Place): string {
  return place[place.length - 1] as string;
}

function child(of: unknown, step: string): unknown {
  if (Array.isArray(of)) return of.find((entry) => idOf(entry) === step);
  return typeof of === "object" && of !== null ? (of as Fields)[step] : undefined;
}

/** The map that a place's value is to be in, which is made where a map lacks it. */
function held(draft: Fields, place: Place): Fields | undefined {
  const there = holderOf(draft, place);
  if (there) return there;
  const above = valueAt(draft, place.slice(0, -2)) as Fields | undefined;
  const name = place[place.length - 2] as string;
  if (!above || Array.isArray(above)) return undefined;
  above[name] = {};
  return above[name] as Fields;
}

function listAt(draft: Fields, place: Place): unknown[] | undefined {
  const holder = held(draft, place);
  if (!holder) return undefined;
  holder[last(place)] ??= [];
  return holder[last(place)] as unknown[];
}

/** The place in the document's own terms: entries by their index. */
function propsOf(draft: Fields, place: Place): (string | number)[] {
  let at: unknown = draft;
  return place.map((step) => {
    const prop = Array.isArray(at) ? at.findIndex((entry) => idOf(entry) === step) : step;
    at = child(at, step);
    return prop;
  });
}
