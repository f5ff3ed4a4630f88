import type { Column, ColumnKind } from "../column";

const boxWidth = 16; // pixels
const marksWidth = 26;
const leastTitle = 140;
const gap = 12;
const edges = 36; // left and right together

/** How much of its width a column keeps where the window is narrow: what is counted is never cut, words may be. */
const shares: Partial<Record<ColumnKind, number>> = {
  text: 0.7,
  option: 0.75,
  values: 0.65,
  record: 0.65,
  date: 0.65, // the day itself, without how far away it is
  deadline: 0.65,
  time: 0.75,
};

/** Columns whose values are all about as long, in pixels. */
const ownLeast: Record<string, number> = {
  escrowNumber: 92,
  ListingId: 100,
  status: 94,
  closeOfEscrowDate: 83,
  phone: 104,
  TEL: 104,
};

/** A list's columns as a grid's tracks, and the width below which the list scrolls sideways, in pixels. */
export type Tracks = { template: string; least: number };

/** Columns are as wide as they should be where there is room; then the first takes the rest. */
export function tracksOf(columns: readonly Column[]): Tracks {
  const others = columns.slice(1);
  const widths = others.map((column) => `minmax(${leastOf(column)}px, ${column.width}px)`);
  const sum = others.reduce((all, column) => all + leastOf(column) + gap, 0);
  return {
    template: [`${boxWidth}px`, `minmax(${leastTitle}px, 1fr)`, ...widths, `${marksWidth}px`].join(" "),
    least: edges + boxWidth + gap + leastTitle + gap + sum + marksWidth,
  };
}

function leastOf({ id, kind, width }: Column): number {
  return ownLeast[id] ?? Math.round(width * (shares[kind] ?? 1));
}
