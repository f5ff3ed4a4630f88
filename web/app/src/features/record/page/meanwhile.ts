import type { Typed } from "./useTyped";

/** What a place became since somebody began to type there; undefined where it did not, or became what they typed. */
export function becameMeanwhile(typed: Typed | undefined, now: string): string | undefined {
  return typed && typed.base !== now && typed.text !== now ? now : undefined;
}
