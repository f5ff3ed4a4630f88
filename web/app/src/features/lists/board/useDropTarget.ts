import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { Field } from "@roomkey/client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { mayMove } from "../../../trade/moves";

/** Makes an element take cards whose status may become this one; tells whether one is held over it. */
export function useDropTarget(
  element: RefObject<HTMLElement | null>,
  field: Field,
  value: string,
  onDrop: (card: string) => void,
): boolean {
  const [over, setOver] = useState(false);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  useEffect(() => {
    if (!element.current) return;
    return dropTargetForElements({
      element: element.current,
      canDrop: ({ source }) => {
        const from = String(source.data.from ?? "");
        return typeof source.data.card === "string" && from !== value && mayMove(field, from, value);
      },
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        drop.current(String(source.data.card));
      },
    });
  }, [element, field, value]);
  return over;
}
