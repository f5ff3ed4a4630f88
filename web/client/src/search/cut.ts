import { sorted, within } from "./fold";
import { bigram } from "./tables";

/** The longest term, in code points. What is longer counts by its beginning, in records and in queries. */
const maxTerm = 40;

const signSpans = sorted(bigram);
const wordPart = /[\p{L}\p{M}\p{N}]/u;

/** What a run consists of: letters with their marks, the digits 0 to 9, or signs of scripts without spaces. */
export type Kind = "" | "letters" | "digits" | "signs";

/** A part of a text of one kind that is as long as possible, and what stands between the run before and this one. */
export type Run = { kind: Kind; text: string; gap: string };

/** Cuts a folded text into its runs. An apostrophe between letters vanishes. */
export function cut(folded: string): Run[] {
  const runs: Run[] = [];
  let end = 0; // of the run before
  for (let at = 0; at < folded.length; ) {
    const kind = kindAt(folded, at);
    const start = at;
    at += widthAt(folded, at);
    if (kind === "") continue;
    for (; at < folded.length; at += widthAt(folded, at)) {
      const joins = kind === "letters" && folded[at] === "'" && kindAt(folded, at + 1) === "letters";
      if (!joins && kindAt(folded, at) !== kind) break;
    }
    const text = folded.slice(start, at);
    runs.push({ kind, text: kind === "letters" ? text.replaceAll("'", "") : text, gap: folded.slice(end, start) });
    end = at;
  }
  return runs;
}

function kindAt(text: string, at: number): Kind {
  const point = text.codePointAt(at);
  return point === undefined ? "" : kindOf(point);
}

export function kindOf(point: number): Kind {
  if (point >= 97 && point <= 122) return "letters";
  if (point >= 48 && point <= 57) return "digits";
  if (point < 128) return "";
  if (within(signSpans, point)) return "signs";
  return wordPart.test(String.fromCodePoint(point)) ? "letters" : "";
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** A term within the longest. */
export function clip(term: string): string {
  return term.length <= maxTerm ? term : [...term].slice(0, maxTerm).join("");
}
