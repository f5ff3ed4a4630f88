import type { VirtualItem } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Line } from "../arrange";
import { recycle, type Shown } from "./recycle";

/** A line that is mounted, in pixels, and the element that shows it; a group's heading has its own. */
export type Placed = { index: number; start: number; size: number; element?: number };

/** The lines that are mounted in the order of the document: while a list is scrolled, rows keep their elements. */
export function useElements(lines: readonly Line[], mounted: readonly VirtualItem[], rests: boolean): Placed[] {
  const elements = useRef<Shown[]>([]);
  const rows = mounted.map(({ index }) => index).filter((index) => lines[index]?.is === "row");
  const inOrder = rests || rows.length < mounted.length; // headings stand among their rows
  elements.current = recycle(elements.current, rows, inOrder);
  if (inOrder) {
    const shown = new Map(elements.current.map(({ element, line }) => [line, element]));
    return mounted.map(({ index, start, size }) => ({ index, start, size, element: shown.get(index) }));
  }
  const places = new Map(mounted.map((place) => [place.index, place]));
  return elements.current.flatMap(({ element, line }) => {
    const place = places.get(line);
    return place ? [{ index: line, start: place.start, size: place.size, element }] : [];
  });
}
