import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useImperativeHandle, useRef } from "react";
import { FieldRow } from "./FieldRow";
import type { GridProps } from "./grid";
import { RecordRow } from "./RecordRow";
import styles from "./review.module.css";

/** All changes of a task as one table, of which only what is on screen is mounted. */
export function ChangeGrid({ ref, ...props }: GridProps & { ref: Ref<{ show: (id: string) => void }> }) {
  const { lines, at } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => lines[index]?.id ?? index,
    estimateSize: () => 41,
    overscan: 8,
  });
  useImperativeHandle(ref, () => ({
    show: (id) => {
      const index = lines.findIndex((line) => line.id === id);
      if (index >= 0) virtual.scrollToIndex(index);
      scroller.current?.focus({ preventScroll: true });
    },
  }));
  const mounted = virtual.getVirtualItems();
  const shown = mounted.some(({ index }) => lines[index]?.id === at);
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Changes"
      aria-multiselectable
      aria-rowcount={lines.length}
      aria-activedescendant={at && shown ? elementOf(at) : undefined}
      className={styles.grid}
    >
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {mounted.map(({ index, key, start }) => {
          const line = lines[index];
          if (!line) return null;
          const Shown = line.is === "record" ? RecordRow : FieldRow;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role="row"
              id={elementOf(line.id)}
              aria-rowindex={index + 1}
              className={line.is === "record" ? `${styles.row} ${styles.record}` : styles.row}
              data-at={line.id === at || undefined}
              data-decided={(line.is === "field" && line.decision) || undefined}
              style={{ transform: `translateY(${start}px)` }}
              onPointerDown={() => props.onAt(line.id)}
            >
              <Shown {...props} line={line as never} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function elementOf(id: string): string {
  return `change-${id.replaceAll(/[^\w-]/g, "_")}`;
}
