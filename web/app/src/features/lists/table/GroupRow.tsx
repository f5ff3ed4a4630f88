import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { StatusGlyph } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import type { Column, ListedType } from "../column";
import { shortDollars } from "../format";
import { type Group, totalInWords } from "../group";
import { isRight } from "./ListRow";
import styles from "./table.module.css";

type Props = {
  group: Group;
  open: boolean;
  type: ListedType;
  by: string; // the column that groups
  columns: readonly Column[];
  index: number;
  phone: boolean;
  top: number; // pixels
  height: number;
  sticks: boolean; // to the top, while its rows are read
  onToggle: (key: string) => void;
};

/** The heading of a group: its name, how many rows it has, and their sums. */
export function GroupRow({ group, open, type, by, columns, index, phone, onToggle, ...place }: Props) {
  const money = columns.find((column) => column.kind === "money" && group.totals[column.id] !== undefined);
  const classes = [styles.row, styles.group, place.sticks && styles.sticks].filter(Boolean).join(" ");
  const name = (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={open}
      className={styles.groupName}
      onClick={() => onToggle(group.key)}
    >
      {!phone && <Icon of={open ? IconChevronDown : IconChevronRight} />}
      {by === type.status && group.value !== undefined && (
        <StatusGlyph look={statusLook(type.name, String(group.value))} />
      )}
      {group.label}
      <span className={styles.count}>{group.rows.length.toLocaleString("en-US")}</span>
    </button>
  );
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes}
      style={place.sticks ? { height: place.height } : { top: place.top, height: place.height }}
    >
      {phone ? (
        <span role="gridcell" className={styles.phoneGroup}>
          {name}
          {money && <span>{shortDollars(group.totals[money.id] ?? 0)}</span>}
        </span>
      ) : (
        <>
          <span role="gridcell" className={styles.groupCell}>
            {name}
          </span>
          {columns.slice(1).map((column) => (
            <span key={column.id} role="gridcell" className={isRight(column) ? styles.right : undefined}>
              {column.total === "away" ? null : totalInWords(column, group.totals[column.id])}
            </span>
          ))}
          <span role="gridcell" />
        </>
      )}
    </div>
  );
}
