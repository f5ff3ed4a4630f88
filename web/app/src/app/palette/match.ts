/** A text without case and accents, letter for letter as long as the text where its letters allow. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The words of a query. */
export function wordsOf(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

/** Whether every word begins a word of the label: "go li" finds "Go to Listings". */
export function isNamed(label: string, words: readonly string[]): boolean {
  const starts = wordsOf(label);
  return words.every((word) => starts.some((start) => start.startsWith(word)));
}

/** A part of a text, and whether it is what was looked for. */
export type Piece = { at: number; text: string; found: boolean };

/** A text in pieces, those that match a word of the query apart. */
export function pieces(text: string, query: string): Piece[] {
  const folded = fold(text);
  const words = wordsOf(query);
  // Letters that fold to several, or to none, shift what follows; such a text is shown as it is.
  if (folded.length !== text.length || words.length === 0) return [{ at: 0, text, found: false }];
  const marked = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      marked.fill(true, at, at + word.length);
    }
  }
  const found: Piece[] = [];
  for (let at = 0; at < text.length; at++) {
    const last = found.at(-1);
    if (last && last.found === marked[at]) last.text += text[at];
    else found.push({ at, text: text[at] ?? "", found: marked[at] ?? false });
  }
  return found;
}

/** Whether a query reads like a sentence that an AI task could draft a record from, and not like a search. */
export function isSentence(query: string): boolean {
  const text = query.trim();
  if (text.split(/\s+/).length < 4) return false;
  if (/^(please\s+)?(create|new|open|add|draft|make|start)\b/i.test(text)) return true;
  return /^(escrow|offer)\b/i.test(text) && /\$\s?\d|\d,\d{3}/.test(text); // nobody searches for a sum
}
