/** What was understood of a text: the value to write and how it is shown, or what is wrong with it, as a sentence. */
export type Parsed<V> = { ok: true; value: V; shown: string } | { ok: false; problem: string };

/** What a reader of one form of days understood: a day, or what is wrong; undefined for a text of another form. */
export type ReadDay = string | { problem: string } | undefined;

export function understood<V>(value: V, shown: string): Parsed<V> {
  return { ok: true, value, shown };
}

export function problem(sentence: string): { ok: false; problem: string } {
  return { ok: false, problem: sentence };
}

/** The longest text that is read as one value; a longer one is quoted in no sentence. */
const maxTyped = 200;

/**
 * A text as the parsers read it: wide letters and digits as the usual ones, every dash that stands for a minus as "-",
 * and single spaces. Undefined where it is too long for any value.
 */
export function plainText(typed: string): string | undefined {
  if (typed.length > maxTyped) return undefined;
  return typed
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/** A text in a sentence: in quotation marks, and shortened. */
export function quoted(text: string): string {
  const characters = [...text.trim()];
  return `“${characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : characters.join("")}”`;
}
