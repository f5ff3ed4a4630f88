import type { Line } from "./lines";
import type { Reasons } from "./why";

/** What the rows of a review are drawn from, and what is done at them. */
export type GridProps = {
  lines: readonly Line[];
  at: string | undefined; // the line where the keys are
  chosen: ReadonlySet<string>;
  reasons: Reasons;
  overtaken: ReadonlyMap<string, unknown>; // what people have set meanwhile, by key
  readOnly: boolean;
  onAt: (id: string) => void;
  onMark: (keys: readonly string[], on: boolean) => void;
  onAccept: (line: Line) => void;
  onReject: (line: Line) => void;
};
