import type { Entry } from "./entries";

/** Which appointments a calendar shows. */
export type Shown = { hidden: ReadonlySet<string>; deadlines: boolean; cancelled: boolean }; // hidden: people's ids

export const everything: Shown = { hidden: new Set(), deadlines: true, cancelled: true };

export function isShown(entry: Entry, { hidden, cancelled }: Shown): boolean {
  return !hidden.has(entry.owner) && (cancelled || entry.status !== "CANCELLED");
}
