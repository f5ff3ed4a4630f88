import { bring } from "@roomkey/client";
import type { Draft, Gesture } from "../edit/gesture";

/** Makes fields of one half again what they were, as one gesture. Only what differs is written. */
export function restoring(
  label: string,
  secret: boolean,
  names: readonly string[],
  then: Readonly<Draft>,
  now: Readonly<Draft>,
): Gesture {
  const bringAll = (draft: Draft, from: Readonly<Draft>) => {
    for (const name of names) bring(draft, name, from[name]);
  };
  return {
    label,
    private: secret,
    apply: (draft) => bringAll(draft, then),
    revert: (draft) => {
      bringAll(draft, now);
      return true;
    },
  };
}
