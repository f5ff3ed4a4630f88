import { IconArrowDown, IconArrowUp, IconLock } from "@tabler/icons-react";
import { memo, useEffect, useRef } from "react";
import { Icon } from "../../../ui/Icon";
import type { Column } from "../column";
import type { Sort } from "../sort";
import { isRight } from "./ListRow";
import styles from "./table.module.css";

type Props = {
  columns: readonly Column[];
  sort: readonly Sort[];
  chosen: "all" | "some" | "none";
  onSort: (column: Column, add: boolean) => void;
  onSelectAll: () => void;
};

/** The names of the columns; each sorts, with Shift as a further column. */
export const HeadRow = memo(function HeadRow({ columns, sort, chosen, onSort, onSelectAll }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen === "some";
  }, [chosen]);
  return (
    <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.head}`}>
      <span role="columnheader" className={styles.check}>
        <input ref={box} type="checkbox" aria-label="Select all" checked={chosen === "all"} onChange={onSelectAll} />
      </span>
      {columns.map((column) => {
        const place = sort.findIndex((by) => by.column === column.id);
        const by = sort[place];
        return (
          <span
            key={column.id}
            role="columnheader"
            aria-sort={by ? (by.desc ? "descending" : "ascending") : undefined}
            className={isRight(column) ? styles.right : undefined}
          >
            <button
              type="button"
              className={by ? `${styles.sorter} ${styles.sorted}` : styles.sorter}
              onClick={(event) => onSort(column, event.shiftKey)}
            >
              <span className={styles.ellipsis}>{column.kind === "person" ? "" : (column.short ?? column.label)}</span>
              {column.kind === "person" && <span className={styles.hidden}>{column.label}</span>}
              {column.private && <Icon of={IconLock} size="inline" />}
              {by && <Icon of={by.desc ? IconArrowDown : IconArrowUp} size="inline" />}
              {by && sort.length > 1 && <span className={styles.place}>{place + 1}</span>}
            </button>
          </span>
        );
      })}
      <span role="columnheader">
        <span className={styles.hidden}>State</span>
      </span>
    </div>
  );
});
