import { clip, type Run } from "./cut";
import { group, isAmerican, minJoined, read } from "./numbers";
import { words } from "./tables";

/** What a record is found by, by class: see package crm/search of the server. */
export type Terms = Record<Class, Set<string>>;
export type Class = "title" | "near" | "prose" | "numbers" | "money";

export const classes: readonly Class[] = ["title", "near", "prose", "numbers", "money"];

// Bounds of what is read of a record, in code points, as on the server.
const maxShort = 16 << 10;
const maxProse = 128 << 10;
const maxField = 64 << 10;
const maxNumbers = 500;

const forms = new Map<string, string[]>();
for (const group of words) for (const word of group) forms.set(word, [...(forms.get(word) ?? []), ...group]);

/** Collects the terms of a record. */
export class Builder {
  readonly terms: Terms = {
    title: new Set(),
    near: new Set(),
    prose: new Set(),
    numbers: new Set(),
    money: new Set(),
  };
  #short = maxShort;
  #prose = maxProse;
  #field = maxField;
  #numbers = maxNumbers;

  /** The texts that follow are another field's. */
  begin(): void {
    this.#field = maxField;
  }

  /** How many code points texts may still have in the present field. */
  left(of: "title" | "near" | "prose"): number {
    return Math.min(of === "prose" ? this.#prose : this.#short, this.#field);
  }

  /** Adds the terms of a text of a class. */
  text(of: "title" | "near" | "prose", text: string): void {
    const taken = this.#take(of, text);
    if (taken === "") return;
    const runs = read(taken, false);
    const terms = this.terms[of];
    for (const run of runs) {
      if (run.kind === "letters") for (const form of forms.get(run.text) ?? [clip(run.text)]) terms.add(form);
      else if (run.kind === "digits") this.#number(of, run.text);
      else for (const term of signTerms(run.text)) terms.add(term);
    }
    for (let at = 0; at < runs.length; at++) {
      if (runs[at]?.kind !== "digits") continue;
      const { end, joined } = group(runs, at);
      if (end > at + 1 && joined.length >= minJoined) this.#number(of, joined);
      at = end - 1;
    }
    if (of !== "prose") for (const pair of across(runs)) terms.add(pair);
  }

  /** Adds an amount of cents in whole dollars. */
  money(cents: unknown): void {
    if (typeof cents === "number" && cents >= 0 && cents <= 1e13) this.terms.money.add(String(Math.floor(cents / 100)));
  }

  /** What of a text is within the bounds. */
  #take(of: "title" | "near" | "prose", text: string): string {
    const most = this.left(of);
    let taken = text;
    let count = countPoints(text);
    if (count > most) {
      taken = [...text].slice(0, most).join("");
      count = most;
    }
    this.#field -= count;
    if (of === "prose") this.#prose -= count;
    else this.#short -= count;
    return taken;
  }

  /** Adds a number. One that may be a phone number is found by its country code too. */
  #number(of: "title" | "near" | "prose", number: string): void {
    const long = of === "prose" && number.length >= minJoined;
    if (long && this.#numbers-- <= 0) return;
    const terms = this.terms[long ? "numbers" : of];
    terms.add(clip(number));
    if (isAmerican(number)) terms.add(`1${number}`);
  }
}

/** Each pair of signs of a run, and its last sign: a pair is found by its first sign, too. */
export function signTerms(text: string): string[] {
  const signs = [...text];
  return signs.map((sign, at) => sign + (signs[at + 1] ?? ""));
}

/** The pairs across the two or three parts of a name in signs, which people write without a space, in either order. */
function across(runs: Run[]): string[] {
  if (runs.length < 2 || runs.length > 3 || runs.some(({ kind }) => kind !== "signs")) return [];
  const parts = runs.map(({ text }) => [...text]);
  return parts.flatMap((part, at) =>
    parts.flatMap((other, to) => (at === to ? [] : [`${part.at(-1) ?? ""}${other[0] ?? ""}`])),
  );
}

function countPoints(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    const low = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
    if (low && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) count--;
  }
  return count;
}
