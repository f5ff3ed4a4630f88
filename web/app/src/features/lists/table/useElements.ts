import type { VirtualItem } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Line } from "../arrange";
import { type Elements, inOrder, recycle } from "./recycle";

/** A line that is mounted, in pixels, and the element that shows it; a group's heading has its own. */
export type Placed = { index: number; start: number; size: number; element?: number };

/** The lines that are mounted in the order of the document: while a list is scrolled, no element is moved. */
export function useElements(lines: readonly Line[], mounted: readonly VirtualItem[], rests: boolean): Placed[] {
  const elements = useRef<Elements>({ shown: [], next: 0 });
  const rows = mounted.flatMap(({ index }) => {
    const line = lines[index];
    return line?.is === "row" ? [{ id: line.row.id, line: index }] : [];
  });
  elements.current = recycle(elements.current, rows, rests, focusedRow());
  // Headings stand among their rows.
  if (rests || rows.length < mounted.length) {
    elements.current = inOrder(elements.current);
    const shown = new Map(elements.current.shown.map(({ element, line }) => [line, element]));
    return mounted.map(({ index, start, size }) => ({ index, start, size, element: shown.get(index) }));
  }
  const places = new Map(mounted.map((place) => [place.index, place]));
  return elements.current.shown.flatMap(({ element, line }) => {
    const place = places.get(line);
    return place ? [{ index: line, start: place.start, size: place.size, element }] : [];
  });
}

const prefix = "row-";

/** The element of a record's row, which the grid names as its active one. */
export function rowElement(id: string): string {
  return prefix + id;
}

/** The record in whose row the focus is. */
function focusedRow(): string | undefined {
  return document.activeElement?.closest(`[id^="${prefix}"]`)?.id.slice(prefix.length);
}
