import { apostrophes, letters, type Span, strip, zeros } from "./tables";

const plainApostrophes = new Set(apostrophes);
const stripped = sorted(strip);

/**
 * A text as it is compared: without case, accents and other differences that people do not type. It does to every text
 * what the server does, so it goes by code points and uses no rule of a language.
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replaceAll("`", "'");
  // Apostrophes come first: one of them decomposes to a space and a mark.
  let plain = "";
  for (const char of text) plain += plainApostrophes.has(char) ? "'" : char;
  let folded = "";
  for (const char of plain.normalize("NFKD")) {
    const point = char.codePointAt(0) ?? 0;
    if (point < 128) folded += char.toLowerCase();
    else if (!within(stripped, point)) folded += foldChar(char);
  }
  return folded.normalize("NFC");
}

function foldChar(char: string): string {
  const lower = char.toLowerCase();
  let point = lower.codePointAt(0) ?? 0;
  if ((point >= 0x30a1 && point <= 0x30f6) || point === 0x30fd || point === 0x30fe) point -= 0x60; // katakana
  const zero = zeros.find((zero) => point >= zero && point <= zero + 9);
  if (zero !== undefined) return String(point - zero);
  const plain = String.fromCodePoint(point);
  return letters[plain] ?? plain;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

/** Spans in order. */
export function sorted(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => a[0] - b[0]);
}

/** Whether one of sorted spans holds a code point. */
export function within(spans: readonly Span[], point: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (point > (spans[middle]?.[1] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return point >= (spans[low]?.[0] ?? Number.POSITIVE_INFINITY);
}
