import { setting } from "../edit/gesture";
import { type Placed, pointerOf } from "../layout/place";
import { docOf, type Half, usePerform } from "./OpenRecord";
import { useTyped } from "./useTyped";

/** Writes a field's value as one gesture, and ends its draft. */
export function useWrite(at: Placed, half: Half): (value: string | number | boolean | undefined) => void {
  const perform = usePerform();
  const [, setTyped] = useTyped(half.documentId, pointerOf(at));
  return (value) => {
    setTyped(undefined);
    perform(setting(docOf(half), at, value));
  };
}
