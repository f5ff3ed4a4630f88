import type { Row } from "@roomkey/client";
import { type MouseEvent, memo } from "react";
import { titleOfRow } from "../../../trade/title";
import { Faces } from "../../../ui/Avatar";
import { firstName, personClass } from "../../../ui/person";
import { SaveGlyph, type SaveState } from "../../../ui/SaveGlyph";
import type { Column, ListedType, Now } from "../column";
import type { Flash } from "../useFlashes";
import { Cell } from "./Cell";
import { PhoneCells } from "./PhoneCells";
import styles from "./table.module.css";

type Props = {
  row: Row;
  type: ListedType;
  columns: readonly Column[]; // those that are shown; the first is the title
  now: Now;
  index: number; // of the line, from 0
  id: string; // of the element
  selected: boolean;
  active: boolean; // where the keyboard is
  phone: boolean;
  flash?: Flash;
  state?: SaveState;
  viewers?: readonly string[];
  top: number; // pixels
  height: number;
  nameOf: (id: string) => string | undefined;
  onOpen: (id: string) => void;
  onSelect: (id: string, reach: boolean) => void;
};

/** One record of a table: its cells, who looks at it, and what is true of its edits. */
export const ListRow = memo(function ListRow(props: Props) {
  const { row, type, columns, now, index, id, selected, active, phone, flash, top, height } = props;
  const { nameOf, onOpen, onSelect } = props;
  const title = titleOfRow(type, row);
  const classes = [styles.row, flash && `${styles.flash} ${personClass(flash.by)}`].filter(Boolean).join(" ");
  const click = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button, input, label")) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey) onSelect(row.id, event.shiftKey);
    else onOpen(row.id);
  };
  // A plain link: rows are drawn while the list is scrolled, and the router's own would look up its place with each.
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(row.id);
  };
  const link = (
    <a href={`/${type.plural}/${row.id}`} tabIndex={-1} className={styles.title} onClick={follow}>
      {title.main || "Untitled"}
    </a>
  );
  const marks = <Marks {...props} />;
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      className={classes}
      style={{ top, height }}
      onClick={click}
    >
      {phone ? (
        <PhoneCells row={row} type={type} now={now} link={link} marks={marks} />
      ) : (
        <>
          <span role="gridcell" className={styles.check}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={`Select ${title.main || "Untitled"}`}
              checked={selected}
              onChange={() => undefined}
              onClick={(event) => onSelect(row.id, event.shiftKey)}
            />
          </span>
          {columns.map((column) => (
            <span
              key={column.id}
              role="gridcell"
              className={cellClass(column, flash, type.status)}
              data-state={(column.kind === "title" && isLoud(props.state)) || undefined}
            >
              {column.kind === "title" ? (
                <>
                  {link}
                  {isLoud(props.state) ? (
                    <span className={styles.state}>
                      <SaveGlyph state={props.state} />
                    </span>
                  ) : (
                    title.more && <span className={styles.more}> {title.more}</span>
                  )}
                </>
              ) : (
                <Cell column={column} row={row} now={now} status={type.status} nameOf={nameOf} />
              )}
            </span>
          ))}
          <span role="gridcell" className={styles.marks}>
            {marks}
          </span>
        </>
      )}
    </div>
  );
});

/** Whether a state asks for the user: then it is said in words, beside the title. */
function isLoud(state: SaveState | undefined): state is "conflict" | "refused" {
  return state === "conflict" || state === "refused";
}

/** At the end of a row: who is there, whose edit has just come, and the state of one's own edits. */
function Marks({ viewers = [], flash, state, phone, nameOf }: Props) {
  const people = [...new Set([...(flash ? [flash.by] : []), ...viewers])].map((id) => {
    const name = nameOf(id) ?? "";
    const doing = flash?.by === id ? "just changed this" : "is here";
    return { id, name, label: `${name ? firstName(name) : "A colleague"} ${doing}` };
  });
  return (
    <>
      {people.length > 0 && <Faces people={people} label="Here now" most={2} size={20} />}
      {state && (phone || !isLoud(state)) && <SaveGlyph short={!isLoud(state)} state={state} />}
    </>
  );
}

/** Money and numbers stand to the right, so that their digits are below each other. */
export function isRight(column: Column): boolean {
  return column.kind === "money" || column.kind === "number";
}

function cellClass(column: Column, flash: Flash | undefined, status: string): string {
  const classes = [styles.cell, isRight(column) && styles.right, flash?.columns.has(column.id) && styles.changed];
  const isFirst = column.kind === "title" || column.id === status || (column.kind === "money" && !column.private);
  if (!isFirst) classes.push(styles.second);
  if (column.kind === "money") classes.push(styles.ink);
  return classes.filter(Boolean).join(" ");
}
