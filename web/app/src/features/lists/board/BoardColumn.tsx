import type { Field, RecordType, Row } from "@roomkey/client";
import { type ReactNode, useRef, useState } from "react";
import { reveal } from "../../../ui/reveal";
import { StatusGlyph } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import { shortDollars } from "../format";
import styles from "./board.module.css";
import type { Stack } from "./stacks";
import { useDropTarget } from "./useDropTarget";

const shownAtOnce = 40; // cards; "Show more" mounts as many again

type Props = {
  type: RecordType;
  field: Field;
  stack: Stack;
  sum: number | undefined; // cents
  onDrop: (card: string) => void;
  card: (row: Row) => ReactNode;
};

/** A status of a board: how many records it has, what they sum up to, and their cards. */
export function BoardColumn({ type, field, stack, sum, onDrop, card }: Props) {
  const element = useRef<HTMLElement>(null);
  const over = useDropTarget(element, field, stack.value, onDrop);
  const [shown, setShown] = useState(shownAtOnce);
  const { rows, label } = stack;
  return (
    <section
      ref={element}
      aria-label={`${label}, ${rows.length}`}
      data-over={over || undefined}
      className={styles.column}
    >
      <h2 className={styles.head}>
        <StatusGlyph look={statusLook(type.name, stack.value)} />
        <span className={styles.name}>{label}</span>{" "}
        <span className={styles.count}>{rows.length.toLocaleString("en-US")}</span>
        <span className={styles.space} />
        {sum !== undefined && <span className={styles.count}>{shortDollars(sum)}</span>}
      </h2>
      {over && <div className={styles.slot}>Move to {label}</div>}
      <ul aria-label={label} className={styles.cards}>
        {rows.slice(0, shown).map(card)}
      </ul>
      {rows.length > shown && (
        <button
          type="button"
          className={styles.more}
          onClick={({ currentTarget }) => reveal(currentTarget, () => setShown(shown + shownAtOnce))}
        >
          Show {Math.min(shownAtOnce, rows.length - shown)} more
        </button>
      )}
    </section>
  );
}

/** A status beside the board: only its name and its number, and a place to drop a card on. */
export function AsideRail({
  type,
  field,
  stack,
  onDrop,
  onShow,
}: Omit<Props, "card" | "sum"> & { onShow: () => void }) {
  const element = useRef<HTMLButtonElement>(null);
  const over = useDropTarget(element, field, stack.value, onDrop);
  return (
    <button ref={element} type="button" data-over={over || undefined} className={styles.rail} onClick={onShow}>
      <StatusGlyph look={statusLook(type.name, stack.value)} />
      {stack.label} <span className={styles.count}>{stack.rows.length.toLocaleString("en-US")}</span>
    </button>
  );
}
