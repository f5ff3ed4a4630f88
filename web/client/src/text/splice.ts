/** One replacement in a string: what stands from..to becomes insert. Offsets count UTF-16 units, as browsers do. */
export type Splice = { from: number; to: number; insert: string };

/**
 * The one splice that makes before read as after; undefined where they are equal. Where letters repeat there are
 * several, and the caret (its offset in after) tells which the user made: what stands behind it has not changed.
 */
export function spliceOf(before: string, after: string, caret: number): Splice | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const tail = same(before, after, Math.min(after.length - caret, shorter), fromEnd);
  const head = same(before, after, shorter - tail, fromStart);
  // A caret that is not where the edit ended (a replacement by a spelling aid) leaves equal letters in the middle.
  const rest = same(before, after, shorter - head, fromEnd);
  return wholeSigns(before, after, { from: head, to: before.length - Math.max(tail, rest) }, after.length);
}

/** A splice of before, cut into steps that each delete and insert size units at most, to be made in turn. */
export function slices(before: string, { from, to, insert }: Splice, size: number): Splice[] {
  const steps: Splice[] = [];
  let deleted = from;
  while (to - deleted > size) {
    const end = wholeEnd(before, deleted + size);
    steps.push({ from, to: from + end - deleted, insert: "" });
    deleted = end;
  }
  const rest = to - deleted;
  let written = wholeEnd(insert, Math.min(size - rest, insert.length));
  steps.push({ from, to: from + rest, insert: insert.slice(0, written) });
  while (written < insert.length) {
    const end = wholeEnd(insert, Math.min(written + size, insert.length));
    steps.push({ from: from + written, to: from + written, insert: insert.slice(written, end) });
    written = end;
  }
  return steps;
}

type At = (text: string, offset: number) => number;
const fromStart: At = (text, offset) => text.charCodeAt(offset);
const fromEnd: At = (text, offset) => text.charCodeAt(text.length - 1 - offset);

function same(a: string, b: string, limit: number, at: At): number {
  let count = 0;
  while (count < limit && at(a, count) === at(b, count)) count++;
  return count;
}

/** Widens a splice that would cut a sign of two units in half: a half is no character. */
function wholeSigns(before: string, after: string, { from, to }: Omit<Splice, "insert">, length: number): Splice {
  const grown = length - before.length;
  if (from > 0 && isHigh(before, from - 1) && (isLow(before, from) || isLow(after, from))) from--;
  if (to < before.length && isLow(before, to) && (isHigh(before, to - 1) || isHigh(after, to + grown - 1))) to++;
  return { from, to, insert: after.slice(from, to + grown) };
}

/** The end of a slice, one unit earlier where it would cut a sign in half. */
function wholeEnd(text: string, end: number): number {
  return end < text.length && isHigh(text, end - 1) && isLow(text, end) ? end - 1 : end;
}

function isHigh(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit < 0xe000;
}
