import { type ReactNode, useId } from "react";
import styles from "./Section.module.css";

type Props = {
  title: string; // also the region's name
  count?: ReactNode; // "2 active"
  mark?: ReactNode; // a tag beside the title: "You and brokers"
  actions?: ReactNode; // at the end of the head
  small?: boolean; // in a rail
  children: ReactNode;
};

/** A part of a page under a heading of its own, divided from the next by a hairline. */
export function Section({ title, count, mark, actions, small = false, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={small ? `${styles.section} ${styles.small}` : styles.section}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {count !== undefined && <span className={styles.count}>{count}</span>}
        {mark}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
