import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import type { Line } from "../arrange";

const headHeight = 34; // pixels
const footHeight = 40;
const groupHeight = 36;
const overscan = 6; // rows on either side: with a screen of 40, fewer than 60 are mounted

type Props = {
  lines: readonly Line[];
  scroller: RefObject<HTMLDivElement | null>;
  rowHeight: number;
  phone: boolean;
  active: string | undefined;
};

/** The lines that are mounted, with the heading of the group that is being read, which sticks to the top. */
export function useLines({ lines, scroller, rowHeight, phone, active }: Props) {
  const stuck = useRef(-1);
  const grouped = useMemo(() => lines.some(({ is }) => is === "group"), [lines]); // else nothing sticks
  // The virtualizer places all lines again when it is given another function, also while the list is only scrolled.
  const estimateSize = useCallback(
    (index: number) => (lines[index]?.is === "group" ? groupHeight : rowHeight),
    [lines, rowHeight],
  );
  const getItemKey = useCallback((index: number) => keyOf(lines[index], index), [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan,
    scrollPaddingStart: phone ? groupHeight : headHeight + groupHeight,
    scrollPaddingEnd: phone ? 0 : footHeight,
    rangeExtractor: (range: Range) => {
      stuck.current = grouped ? groupAbove(lines, range.startIndex) : -1;
      const shown = defaultRangeExtractor(range);
      return stuck.current < 0 || shown.includes(stuck.current) ? shown : [stuck.current, ...shown];
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights are measured again; other lines are anyway
  useEffect(() => virtual.measure(), [rowHeight]);
  const place = useMemo(
    () => (active ? lines.findIndex((line) => line.is === "row" && line.row.id === active) : -1),
    [lines, active],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move of the keyboard scrolls
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
  }, [active]);
  return { virtual, stuck };
}

function keyOf(line: Line | undefined, index: number): string | number {
  if (!line) return index;
  return line.is === "group" ? `group ${line.group.key}` : line.row.id;
}

/** The index of the last heading at or before a line; -1 where the list has no groups. */
export function groupAbove(lines: readonly Line[], index: number): number {
  for (let at = Math.min(index, lines.length - 1); at >= 0; at--) if (lines[at]?.is === "group") return at;
  return -1;
}
