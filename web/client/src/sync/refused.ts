import * as Automerge from "@automerge/automerge/slim";
import { ImmutableString } from "@automerge/automerge/slim";

/** A document without what the server refused. */
export type Cleaned<T> = {
  doc: Automerge.Doc<T>;
  /** The changes that were themselves refused, and not because of an earlier one, with the values they would write. */
  offenders: { hash: string; lost: Record<string, unknown> }[];
  /** Every change that is no longer in the document. */
  dropped: string[];
  /** New changes that write again what was made after a refused one and touches other fields. */
  replayed: { hash: string; change: Uint8Array }[];
};

/**
 * Takes the refused changes, and all changes that depend on them, out of a document. Later edits of other fields are
 * written again, field by field, under actor, because the sequence numbers of the old one are used up. Undefined where
 * the document has none of the refused changes.
 */
export function withoutRefused<T extends Record<string, unknown>>(
  doc: Automerge.Doc<T>,
  refused: ReadonlySet<string>,
  actor: string,
): Cleaned<T> | undefined {
  const dropped = new Set<string>();
  const offenders: Automerge.DecodedChange[] = [];
  const good: Uint8Array[] = [];
  for (const bytes of Automerge.getAllChanges(doc)) {
    const change = Automerge.decodeChange(bytes);
    const stranded = change.deps.some((dep) => dropped.has(dep));
    if (stranded || refused.has(change.hash)) dropped.add(change.hash);
    else good.push(bytes);
    if (!stranded && refused.has(change.hash)) offenders.push(change);
  }
  if (dropped.size === 0) return undefined;

  let [clean] = Automerge.applyChanges(Automerge.init<T>({ actor }), good);
  const bad = new Set<string>();
  const mine = Automerge.view(doc, tips(doc, dropped)); // what was typed on goes with what was refused
  const told = offenders.map(({ hash, deps }) => {
    const roots = new Set(Automerge.diff(doc, deps, [hash]).map(({ path }) => String(path[0])));
    for (const root of roots) bad.add(root);
    return { hash, lost: Object.fromEntries([...roots].map((root) => [root, written(clean[root], mine[root])])) };
  });

  const touched = Automerge.diff(doc, Automerge.getHeads(clean), Automerge.getHeads(doc)).map(({ path }) =>
    String(path[0]),
  );
  const replayed: Cleaned<T>["replayed"] = [];
  for (const root of new Set(touched)) {
    if (bad.has(root)) continue;
    const before = Automerge.getHeads(clean).join();
    clean = Automerge.change(clean, (draft) => bring(draft, root, doc[root]));
    const change = Automerge.getLastLocalChange(clean);
    if (change && Automerge.getHeads(clean).join() !== before)
      replayed.push({ hash: Automerge.decodeChange(change).hash, change });
  }
  return { doc: clean, offenders: told, dropped: [...dropped], replayed };
}

/** What a change wrote, by root field. Empty where the document does not have the change. */
export function writtenBy(doc: Automerge.Doc<Record<string, unknown>>, hash: string): Record<string, unknown> {
  const change = Automerge.inspectChange(doc, hash);
  if (!change) return {};
  const before = Automerge.view(doc, change.deps);
  const after = Automerge.view(doc, [hash]);
  const roots = new Set(Automerge.diff(doc, change.deps, [hash]).map(({ path }) => String(path[0])));
  return Object.fromEntries([...roots].map((root) => [root, written(before[root], after[root])]));
}

/** Those of the changes that none of the others was made after. */
function tips(doc: Automerge.Doc<unknown>, hashes: ReadonlySet<string>): string[] {
  const tips = new Set(hashes);
  for (const { hash, deps } of Automerge.getChangesMetaSince(doc, []))
    if (hashes.has(hash)) for (const dep of deps) tips.delete(dep);
  return [...tips];
}

/** What was written into a field: of a list or a map, the words of what differs. */
function written(before: unknown, after: unknown): unknown {
  return Array.isArray(after) || isMap(after) ? words(before, after).join("; ") : after;
}

function words(before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (Array.isArray(after)) {
    const known = new Map(Array.isArray(before) ? before.map((item) => [idOf(item), item]) : []);
    return after.flatMap((item) => words(known.get(idOf(item)), item));
  }
  if (isMap(after)) {
    return Object.entries(after)
      .filter(([name]) => !/^(id|author|at)$/.test(name)) // nobody has typed these
      .flatMap(([name, value]) => words(isMap(before) ? before[name] : undefined, value));
  }
  return [String(after ?? "")].filter(Boolean);
}

/** Makes draft[key] what value is, touching what differs alone: texts by character, items of lists by their id. */
export function bring(draft: Record<string, unknown>, key: string, value: unknown): void {
  const now = draft[key];
  if (value === undefined) {
    if (now !== undefined) delete draft[key];
  } else if (typeof value === "string" && typeof now === "string") {
    if (value !== now) splice(draft, key, value);
  } else if (Array.isArray(value) && Array.isArray(now)) {
    bringItems(now as Item[], value as Item[]);
  } else if (isMap(value) && isMap(now)) {
    for (const name of new Set([...Object.keys(now), ...Object.keys(value)])) bring(now, name, value[name]);
  } else if (!same(value, now)) {
    draft[key] = copy(value);
  }
}

type Item = Record<string, unknown>;

function idOf(item: unknown): string {
  return isMap(item) ? String(item.id) : String(item);
}

function bringItems(now: Item[], value: Item[]): void {
  const wanted = new Map(value.map((item) => [idOf(item), item]));
  for (let index = now.length - 1; index >= 0; index--) {
    const item = now[index] as Item;
    const target = wanted.get(idOf(item));
    if (!target) now.splice(index, 1);
    else if (isMap(item)) for (const name of Object.keys(target)) bring(item, name, target[name]);
    wanted.delete(idOf(item));
  }
  for (const item of wanted.values()) now.push(copy(item) as Item);
}

function splice(draft: Record<string, unknown>, key: string, value: string): void {
  // A draft that is not the root knows its own place.
  Automerge.updateText(draft as Automerge.Doc<Record<string, unknown>>, [key], value);
}

function isMap(value: unknown): value is Item {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof ImmutableString) &&
    !(value instanceof Automerge.Counter)
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (a?.constructor === b?.constructor && typeof a === "object" && String(a) === String(b));
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof ImmutableString) return new ImmutableString(value.val);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Automerge.Counter) return new Automerge.Counter(value.value);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item)]));
  return value;
}
