import { Link } from "@tanstack/react-router";
import { MatterList, useMatters } from "../inbox/Matters";
import styles from "./Home.module.css";

const most = 5;

/** Edits of the user's that were refused, and records of theirs with two values. Nothing where nothing waits. */
export function Decisions() {
  const waiting = useMatters();
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby="decisions" className={styles.decisions}>
      <div className={styles.head}>
        <h2 id="decisions">Waiting for your decision</h2>
        <span className={styles.count}>{waiting.length}</span>
        <Link to="/inbox" className={styles.more}>
          Inbox
        </Link>
      </div>
      <MatterList of={waiting.slice(0, most)} />
    </section>
  );
}
