import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";
import { Icon, type IconType } from "./Icon";
import { type Tone, toneClass } from "./tone";

type Props = {
  icon: IconType;
  tone?: Tone;
  title: string; // "No escrows yet"
  children?: ReactNode; // one sentence
  actions?: ReactNode; // one, or two
};

/** Stands where nothing is: why, and what to do about it. */
export function EmptyState({ icon, tone = "accent", title, children, actions }: Props) {
  return (
    <div className={styles.empty}>
      <span className={`${styles.icon} ${toneClass(tone)}`}>
        <Icon of={icon} size="large" />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
