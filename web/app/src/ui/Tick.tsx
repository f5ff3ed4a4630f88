import type { ReactNode } from "react";
import styles from "./Tick.module.css";

/** What is tapped for a box without words beside it: on a phone it is as large as a finger needs. */
export function Tick({ children }: { children: ReactNode }) {
  // biome-ignore lint/a11y/noLabelWithoutControl: the box is its child
  return <label className={styles.tick}>{children}</label>;
}
