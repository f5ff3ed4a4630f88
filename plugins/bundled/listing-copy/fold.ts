/** A text in a form for comparison, and where each of its characters stands in the original. */
export interface Folded {
  text: string; // lower-case letters, digits and "+", with one space between words and " . " between sentences
  from: number[]; // by character of text: where it begins in the original
  to: number[]; // and where it ends
}

// Letters of other alphabets that look like Latin ones.
const lookAlikes = new Map<string, string>();
for (const [letters, latin] of [
  ["аɑα", "a"],
  ["вьβ", "b"],
  ["сϲ", "c"],
  ["ԁɗ", "d"],
  ["еєεҽ", "e"],
  ["ɡ", "g"],
  ["һнհ", "h"],
  ["іıιӏɩ", "i"],
  ["јϳ", "j"],
  ["кκ", "k"],
  ["ⅼłӏ", "l"],
  ["м", "m"],
  ["пηո", "n"],
  ["оοσөøօ", "o"],
  ["рρ", "p"],
  ["ѕ", "s"],
  ["тτ", "t"],
  ["υս", "u"],
  ["ѵν", "v"],
  ["ԝω", "w"],
  ["хχ", "x"],
  ["уγү", "y"],
] as const)
  for (const letter of letters) lookAlikes.set(letter, latin);

// Digits and signs that stand for letters after a letter: "k1ds".
const inWords: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", $: "s" };

const mark = /\p{M}/gu;
const hidden = /^[\p{Cf}\p{M}]$/u;
const entity = /^(?:&(?:nbsp|#160|#xa0|amp|shy);|<\/?[a-z][^<>]{0,30}>)/i;
// The end of a sentence, or a line that begins with a label of its own: "Pets: no⏎Children: welcome".
const sentenceEnd = /^[.!?;]["')\]]*\s+["'(]*\p{Lu}|^[\r\n]+\s*\p{Lu}[\p{L} ]{0,30}:/u;
const abbreviation = /(?:^| )(?:st|mt|ft|dr|mr|mrs|ms|jr|sr)$/; // "St. Mary"

/** Folds a text: without case, accents, hidden characters, punctuation, line breaks, and letters of other alphabets. */
export function fold(text: string): Folded {
  const folded: Folded = { text: "", from: [], to: [] };
  const add = (letters: string, from: number, to: number) => {
    for (const letter of letters) {
      if (letter === " " && /(?:^| )$/.test(folded.text)) continue;
      folded.text += letter;
      folded.from.push(from);
      folded.to.push(to);
    }
  };
  for (let at = 0; at < text.length; ) {
    const skipped = text[at] === "&" || text[at] === "<" ? entity.exec(text.slice(at, at + 40))?.[0] : undefined;
    if (skipped !== undefined) {
      add(" ", at, at + skipped.length);
      at += skipped.length;
      continue;
    }
    const point = String.fromCodePoint(text.codePointAt(at) ?? 32);
    const next = at + point.length;
    if (sentenceEnd.test(text.slice(at, at + 60)) && !abbreviation.test(folded.text)) add(" . ", at, next);
    else if (!hidden.test(point) && !/['’‘`´]/.test(point)) add(plain(point, folded.text), at, next);
    at = next;
  }
  return folded;
}

/** One character in its plain form, after the folded text before it. */
function plain(point: string, before: string): string {
  const afterLetter = /[a-z]$/.test(before);
  let letters = "";
  for (const c of point.normalize("NFKC").toLowerCase().normalize("NFD").replace(mark, "")) {
    const letter = lookAlikes.get(c) ?? (afterLetter ? inWords[c] : undefined) ?? c;
    letters += /[\p{L}\p{N}+]/u.test(letter) ? letter : " ";
  }
  return letters;
}
