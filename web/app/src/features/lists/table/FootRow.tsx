import { memo } from "react";
import type { Column, ListedType } from "../column";
import { type Totals, totalInWords } from "../group";
import { isRight } from "./ListRow";
import styles from "./table.module.css";

type Props = { columns: readonly Column[]; type: ListedType; count: number; totals: Totals; index: number };

/** How many records a list has, and the sums and averages of its columns. */
export const FootRow = memo(function FootRow({ columns, type, count, totals, index }: Props) {
  const first = columns.findIndex((column) => column.total === "sum" && totals[column.id] !== undefined);
  return (
    <div role="row" aria-rowindex={index + 2} className={`${styles.row} ${styles.foot}`}>
      <span role="gridcell" />
      {columns.map((column, place) => (
        <span key={column.id} role="gridcell" className={isRight(column) ? styles.right : styles.second}>
          {place === 0 ? (
            <strong>
              {count.toLocaleString("en-US")} {(count === 1 ? type.label : type.labels).toLowerCase()}
            </strong>
          ) : place === first - 1 && totals[column.id] === undefined ? (
            <span className={styles.totalLabel}>Total</span>
          ) : (
            <span
              className={isRight(column) ? undefined : styles.faint}
              title={column.total === "average" ? `Average ${column.label.toLowerCase()}` : undefined}
            >
              <Total words={totalInWords(column, totals[column.id])} />
            </span>
          )}
        </span>
      ))}
      <span role="gridcell" />
    </div>
  );
});

/** "Average 1,691" stands below a column of numbers: the figure counts, and the word is short. */
function Total({ words }: { words: string }) {
  const average = /^Average ([\d,]+)$/.exec(words);
  if (!average) return words;
  return (
    <>
      <span className={styles.average}>avg</span>
      {average[1]}
    </>
  );
}
