import * as Automerge from "@automerge/automerge/slim";
import { bring } from "./refused";

/** The messages of the changes that make a renewed document begin with them (R70). */
const renewal = "renewed from ";

/** A change for the new document of a renewed record, and the document with it. */
export type CarriedOver<T> = { doc: Automerge.Doc<T>; hash: string; change: Uint8Array };

/**
 * Writes into the new document of a renewed record what the unsent changes of the old one wrote: one change after those
 * that made the document, so that it merges with what others have written since. Undefined where nothing is to be
 * written.
 */
export function carriedOver<T extends Record<string, unknown>>(
  old: Automerge.Doc<T>,
  unsent: ReadonlySet<string>,
  fresh: Automerge.Doc<T>,
  actor: string,
): CarriedOver<T> | undefined {
  const [saved, mine] = parted(old, unsent);
  const roots = new Set(Automerge.diff(old, saved, mine).map(({ path }) => String(path[0])));
  const start = beginning(fresh);
  if (roots.size === 0 || start.length === 0) return undefined;
  const { newDoc, newHeads } = Automerge.changeAt(Automerge.clone(fresh, { actor }), start, (draft) => {
    for (const root of roots) bring(draft, root, old[root]);
  });
  const change = newHeads && Automerge.getLastLocalChange(newDoc);
  if (!change) return undefined;
  return { doc: newDoc, hash: Automerge.decodeChange(change).hash, change };
}

/** The heads of what the server has of a document, and of all. Whatever follows an unsent change is unsent. */
function parted(doc: Automerge.Doc<unknown>, unsent: ReadonlySet<string>): [saved: string[], all: string[]] {
  const heads = new Set<string>();
  const out = new Set<string>();
  for (const { hash, deps } of Automerge.getChangesMetaSince(doc, [])) {
    if (unsent.has(hash) || deps.some((dep) => out.has(dep))) {
      out.add(hash);
      continue;
    }
    for (const dep of deps) heads.delete(dep);
    heads.add(hash);
  }
  return [[...heads], Automerge.getHeads(doc)];
}

/** The heads of the changes that made a renewed document. */
function beginning(doc: Automerge.Doc<unknown>): string[] {
  const heads = new Set<string>();
  for (const { hash, deps, message } of Automerge.getChangesMetaSince(doc, [])) {
    if (!message?.startsWith(renewal)) continue;
    for (const dep of deps) heads.delete(dep);
    heads.add(hash);
  }
  return [...heads];
}
