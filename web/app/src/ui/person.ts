/** The number of colours that people have. */
export const colours = 12;

/**
 * The classes of a person's colour, the same everywhere and on every device. The colour is the one that the server
 * chose (colours.ts); of people whom the device does not know, a hash of the id (FNV-1a) chooses (tone.css).
 */
export function personClass(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return [`rk-p${((hash >>> 0) % colours) + 1}`, ...ownClass(id)].join(" ");
}

/** The class that a person has alone; none for what is no id. */
export function ownClass(id: string): string[] {
  return /^[0-9a-f-]{36}$/.test(id) ? [`rk-u-${id}`] : [];
}

/** One or two letters for a name: "Ana Reyes" is AR, "Madonna" M, nothing "?". Letters of any script count. */
export function initials(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}'’.-]*/gu) ?? [];
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? [...word][0] : ""));
  return letters.join("").toLocaleUpperCase() || "?";
}

/**
 * What stands on the faces of people, by id: their initials. Two of one brokerage who have the same get two letters of
 * their first names that the others have not, so that no colour is all that tells them apart: Abe and Ana Agent are
 * "Ab" and "An". Names that are alike to the last letter keep their initials.
 */
export function lettersOf(people: readonly { id: string; name: string }[]): ReadonlyMap<string, string> {
  const sharing = new Map<string, number>();
  for (const { name } of people) sharing.set(initials(name), (sharing.get(initials(name)) ?? 0) + 1);
  const shown = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, name } of people) {
    const usual = initials(name);
    const alone = usual === "?" || sharing.get(usual) === 1;
    const found = alone ? usual : (pairsOf(name).find((pair) => !taken.has(pair)) ?? usual);
    taken.add(found);
    shown.set(id, found);
  }
  return shown;
}

/** The first letter of a name with each further letter of it: "Ab", "Ae", … */
function pairsOf(name: string): string[] {
  const [first = "", ...rest] = name.match(/\p{L}\p{M}*/gu) ?? [];
  return rest.map((letter) => first.toLocaleUpperCase() + letter.toLocaleLowerCase());
}

/** The first word of a name, as colleagues call each other: "Priya". */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] || name;
}
