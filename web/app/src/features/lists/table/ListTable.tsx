import type { Row } from "@roomkey/client";
import { type CSSProperties, useCallback, useEffect, useMemo, useRef } from "react";
import type { SaveState } from "../../../ui/SaveGlyph";
import type { Arranged } from "../arrange";
import type { Column, ListedType, Now } from "../column";
import { reachTo, type Selection, share, toggle, toggleAll } from "../selection";
import type { Sort } from "../sort";
import type { Flash } from "../useFlashes";
import { actInGrid, type ListKeys } from "../useListKeys";
import { FootRow } from "./FootRow";
import { GroupRow } from "./GroupRow";
import { HeadRow } from "./HeadRow";
import { ListRow } from "./ListRow";
import styles from "./table.module.css";
import { tracksOf } from "./tracks";
import { rowElement, useElements } from "./useElements";
import { useLines } from "./useLines";

const phoneRow = 64; // pixels

type Props = {
  type: ListedType;
  arranged: Arranged;
  columns: readonly Column[]; // the first is the title
  by: string | undefined; // the column that groups
  sort: readonly Sort[];
  now: Now;
  rowHeight: number; // pixels
  phone: boolean;
  active: string | undefined; // the row where the keyboard is
  keys: ListKeys;
  selection: Selection;
  flashes: ReadonlyMap<string, Flash>;
  viewers: ReadonlyMap<string, readonly string[]>;
  stateOf: (row: Row) => SaveState | undefined;
  nameOf: (id: string) => string | undefined;
  onVisible: (ids: string[]) => void;
  onSort: (column: Column, add: boolean) => void;
  onToggleGroup: (key: string) => void;
  onSelection: (selection: Selection) => void;
  onOpen: (id: string) => void;
};

/** Records as rows and columns. Only what is on screen is mounted; rows are placed, and never moved by animation. */
export function ListTable(props: Props) {
  const { type, arranged, columns, now, phone, active, selection, onSelection } = props;
  const { lines, rows } = arranged;
  const scroller = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const { virtual, stuck } = useLines({ ...props, lines, scroller, rowHeight: phone ? phoneRow : props.rowHeight });
  const mounted = virtual.getVirtualItems();

  const visible = mounted.flatMap(({ index }) => {
    const line = lines[index];
    return line?.is === "row" ? [line.row.id] : [];
  });
  const shown = visible.join();
  const { onVisible } = props;
  const rests = !virtual.isScrolling;
  useEffect(() => {
    if (rests) onVisible(shown ? shown.split(",") : []);
  }, [rests, shown, onVisible]);
  const placed = useElements(lines, mounted, rests);

  // The letters move through rows wherever the focus is: it follows, so that the row is read out.
  useEffect(() => {
    if (active && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, [active]);

  const latest = useRef({ selection, ids, onSort: props.onSort });
  latest.current = { selection, ids, onSort: props.onSort };
  const sortBy = useCallback((column: Column, add: boolean) => latest.current.onSort(column, add), []);
  const selectAll = useCallback(() => {
    const { selection, ids } = latest.current;
    onSelection(toggleAll(selection, ids));
  }, [onSelection]);
  const select = useCallback(
    (id: string, reach: boolean) => {
      const { selection, ids } = latest.current;
      onSelection(reach ? reachTo(selection, id, ids) : toggle(selection, id));
    },
    [onSelection],
  );
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={type.labels}
      aria-multiselectable
      aria-rowcount={lines.length + (phone ? 1 : 2)}
      aria-activedescendant={active && visible.includes(active) ? rowElement(active) : undefined}
      className={phone ? `${styles.grid} ${styles.onPhone}` : styles.grid}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget && actInGrid(props.keys, event)) event.preventDefault();
      }}
      style={phone ? undefined : styleOf(columns)}
    >
      {!phone && (
        <div role="rowgroup" className={styles.headGroup}>
          <HeadRow
            columns={columns}
            sort={props.sort}
            chosen={share(selection, ids)}
            onSort={sortBy}
            onSelectAll={selectAll}
          />
        </div>
      )}
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {placed.map(({ index, start, size, element }) => {
          const line = lines[index];
          if (!line) return null;
          const common = { type, columns, now, index, phone, top: start, height: size };
          if (line.is === "group") {
            return (
              <GroupRow
                key={`group ${line.group.key}`}
                {...common}
                group={line.group}
                open={line.open}
                by={props.by ?? ""}
                sticks={index === stuck.current}
                onToggle={props.onToggleGroup}
              />
            );
          }
          return (
            <ListRow
              key={element}
              {...common}
              row={line.row}
              id={rowElement(line.row.id)}
              selected={selection.ids.has(line.row.id)}
              active={line.row.id === active}
              flash={props.flashes.get(line.row.id)}
              viewers={props.viewers.get(line.row.id)}
              state={props.stateOf(line.row)}
              nameOf={props.nameOf}
              onOpen={props.onOpen}
              onSelect={select}
            />
          );
        })}
      </div>
      {!phone && (
        <div role="rowgroup" className={styles.footGroup}>
          <FootRow {...{ columns, type }} count={arranged.count} totals={arranged.totals} index={lines.length} />
        </div>
      )}
    </div>
  );
}

function styleOf(columns: readonly Column[]): CSSProperties {
  const { template, least } = tracksOf(columns);
  return { "--cols": template, "--least": `${least}px` } as CSSProperties;
}
