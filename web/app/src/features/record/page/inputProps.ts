import type { FieldAria } from "../../../ui/FieldRow";
import type { Placed } from "../layout/place";
import type { Half } from "./OpenRecord";

/** How an input ends: the focus stays at the field, goes on to the next or the one before, or is elsewhere already. */
export type End = "stay" | "next" | "previous" | "left";

/** What the input of a field is given. */
export type InputProps = {
  at: Placed;
  half: Half;
  value: unknown; // as the document has it
  aria: FieldAria;
  onEnd: (how: End) => void;
};
