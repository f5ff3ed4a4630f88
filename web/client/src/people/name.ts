import { fold } from "../search/fold";
import { nicknames } from "./nicknames";

/** What a record says of a name. The whole name may stand in one of the two. */
export type PersonName = { first: string; last: string };

/** A name in a form for comparison: words, folded, and what tells a son from his father. */
type Name = { first: string[]; last: string[]; generation: string; couple: boolean };

/**
 * Whether two names may be one person's: in another order, with initials, nicknames or without some part, in other
 * letters of one script. A father is not his son. It is the rule of imports: crm/testdata/vectors/names.json.
 */
export function compatible(one: PersonName, other: PersonName): boolean {
  const [a, b] = [nameOf(one), nameOf(other)];
  const [first, last, itsFirst, itsLast] = [a.first, a.last, b.first, b.last].map((words) => words.join(""));
  if (!(first || last) || !(itsFirst || itsLast)) return false;
  if (a.generation !== b.generation || a.couple !== b.couple) return false;
  if (!(first || itsLast) || !(last || itsFirst)) return false; // nothing to compare
  if (sameFirst(a.first, b.first) && sameLast(a.last, b.last)) return true;
  if (!last || !itsLast) return first === itsLast || itsFirst === last; // one word may be the family name
  return first !== "" && first === itsLast && last === itsFirst;
}

/** Whether a name says anything of a person. */
export function hasName(name: PersonName): boolean {
  const { first, last } = nameOf(name);
  return first.length + last.length > 0;
}

function nameOf(name: PersonName): Name {
  let [first, last] = [name.first.trim(), name.last.trim()];
  if (last === "") [first, last] = split(first);
  else if (first === "" && /[ ,]/.test(last)) [first, last] = split(last);
  const read: Name = { first: [], last: [], generation: "", couple: false };
  read.first = wordsOf(first, read);
  read.last = wordsOf(last, read);
  return read;
}

const titles = new Set(["mr", "mrs", "ms", "dr", "prof", "and"]);
const generations: Readonly<Record<string, string>> = {
  sr: "sr",
  senior: "sr",
  jr: "jr",
  junior: "jr",
  ii: "ii",
  iii: "iii",
  iv: "iv",
};
const particles = new Set("de del della la van von der den di da dos bin ibn st.".split(" "));

function wordsOf(text: string, name: Name): string[] {
  if (/[&+/]/.test(text) || text.toLowerCase().includes(" and ")) name.couple = true;
  const list: string[] = [];
  for (const part of fold(text).split(/[^\p{L}\p{N}\p{M}']+/u)) {
    const word = part.replaceAll("'", "");
    const generation = Object.hasOwn(generations, word) ? generations[word] : undefined;
    if (generation) name.generation = generation;
    else if (word !== "" && !titles.has(word)) list.push(word);
  }
  return list;
}

/** A whole name taken apart: "Ana Maria Ortiz" and "Ortiz, Ana Maria" both have the last name Ortiz. */
function split(text: string): [first: string, last: string] {
  const comma = text.indexOf(",");
  const after = comma < 0 ? "" : text.slice(comma + 1).trim();
  if (after !== "" && !isGeneration(after)) return [after, text.slice(0, comma).trim()];
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  if (parts.length < 2) return [parts.join(""), ""];
  let at = parts.length - 1;
  if (at > 1 && isGeneration(parts[at] ?? "")) at--;
  while (at > 1 && particles.has((parts[at - 1] ?? "").toLowerCase())) at--;
  return [parts.slice(0, at).join(" "), parts.slice(at).join(" ")];
}

/** Whether a word distinguishes a son from his father, such as Jr. */
function isGeneration(word: string): boolean {
  return /^\.*(?:jr|sr|ii|iii|iv)\.*$/i.test(word);
}

/** First names word by word: "ana maria" is "ana" and "a m", and not "ana luisa". */
function sameFirst(one: readonly string[], other: readonly string[]): boolean {
  if (one.join("") === other.join("")) return true;
  const [short, long] = one.length > other.length ? [other, one] : [one, other];
  if (short.every((word, at) => sameGiven(word, long[at] ?? ""))) return true;
  const [only = ""] = short; // who goes by the second name
  return short.length === 1 && [...only].length > 1 && long.slice(1).includes(only);
}

function sameGiven(a: string, b: string): boolean {
  return a === b || isInitial(a, b) || isInitial(b, a) || isNickname(a, b);
}

function isInitial(a: string, b: string): boolean {
  return [...a].length === 1 && b.startsWith(a);
}

function isNickname(a: string, b: string): boolean {
  return nicknames.some((group) => {
    const forms = group.split(" ");
    return forms.includes(a) && forms.includes(b);
  });
}

/** Family names: one may lack a part of the other. */
function sameLast(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0 || one.join("") === other.join("")) return true;
  const [short, long] = one.length > other.length ? [other, one] : [one, other];
  if (short.length === 1 && isInitial(short[0] ?? "", long[0] ?? "")) return true;
  return short.every((word) => long.includes(word));
}
