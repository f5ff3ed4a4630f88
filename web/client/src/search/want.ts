import { kindOf } from "./cut";

/** A part of a query: one of several terms is there, or the beginning of one, or all of several are. */
export type Want = { any: string[]; all?: string[] };

/** How many wants a query has at most. */
export const maxWants = 16;

/** Whether a term is a single letter or digit. */
export function isLone(term: string): boolean {
  const point = term.codePointAt(0) ?? 0;
  return term.length === (point > 0xffff ? 2 : 1) && kindOf(point) !== "signs";
}
