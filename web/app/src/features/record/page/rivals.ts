import { getConflicts } from "@automerge/automerge/slim";
import { holderOf, type Place, type RecordDocument, show, timeOf } from "@roomkey/client";

/** A value that a field was set to, and the operation that did it. */
export type Rival = { op: string; value: unknown };

/** The values that people set a field to at the same time; the first is shown. None where there is one value. */
export function rivalsAt(doc: RecordDocument | undefined, kind: string, place: Place): Rival[] {
  if (!doc || kind === "text" || kind === "list" || kind === "map") return [];
  const holder = holderOf(doc, place);
  const name = place[place.length - 1] as string;
  if (!holder || typeof holder !== "object" || Array.isArray(holder)) return [];
  const all = Object.entries(getConflicts(holder, name) ?? {}).map(([op, value]) => ({ op, value }));
  const different = new Map<string, Rival>();
  for (const rival of all) different.set(show(rival.value), rival);
  if (different.size < 2) return [];
  const shown = show(holder[name]);
  return [...different.values()].sort((a, b) => Number(show(b.value) === shown) - Number(show(a.value) === shown));
}

type Self = { id: string; actorPrefix: string };

/** Who set a value, as the server tells: by the actor of the operation. */
export type Author = { actor: string; user: string; at: string };

/** The user who set a value; undefined where nobody has told. */
export function setterOf({ op }: Rival, self: Self, authors: readonly Author[]): string | undefined {
  const actor = op.slice(op.indexOf("@") + 1);
  const known = authors.find((author) => author.actor === actor);
  if (known) return known.user;
  return self.actorPrefix !== "" && actor.startsWith(self.actorPrefix) ? self.id : undefined;
}

/** Who set a value and when, in words: "Priya Nair, Dec 1, 9:41 AM". Offline only one's own are known. */
export function authorOf(
  rival: Rival,
  self: Self,
  authors: readonly Author[],
  nameOf: (id: string) => string | undefined,
): string {
  const setter = setterOf(rival, self, authors);
  const name = setter === self.id ? "You" : ((setter && nameOf(setter)) ?? "A colleague");
  const at = authors.find(({ actor }) => rival.op.endsWith(`@${actor}`))?.at;
  return at ? `${name}, ${timeOf(at)}` : name;
}
