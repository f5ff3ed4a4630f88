import { ProgressBar } from "./ProgressBar";
import styles from "./SkeletonRows.module.css";

type Props = {
  rows?: number;
  done?: number; // records that are there
  all?: number; // records that there are; absent while nobody knows
};

/** The shape of a list, only while a device loads its records for the first time, with a count where it is known. */
export function SkeletonRows({ rows = 8, done = 0, all }: Props) {
  const text = all === undefined ? "" : `${done.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} records`;
  return (
    <div role="status" aria-label="Loading" className={styles.rows}>
      {all !== undefined && (
        <div className={styles.progress}>
          <ProgressBar label="Records loaded" value={(100 * done) / Math.max(all, 1)} text={text} />
          {text}
        </div>
      )}
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike
        <div key={row} aria-hidden="true" className={styles.row}>
          <span className={styles.bone} />
          <span className={styles.bone} />
          <span className={styles.bone} />
        </div>
      ))}
    </div>
  );
}
