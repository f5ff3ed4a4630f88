import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { Icon, type IconType } from "./Icon";
import { type Tone, toneClass } from "./tone";

type Props = {
  tone: Tone;
  icon: IconType;
  title: string; // "Offline for 6 minutes."
  children?: ReactNode;
  actions?: ReactNode;
  role?: "alert" | "status";
};

/** A line above a page that says what is so for all of it. */
export function Banner({ tone, icon, title, children, actions, role }: Props) {
  return (
    <div role={role} className={`${styles.banner} ${toneClass(tone)}`}>
      <span className={styles.icon}>
        <Icon of={icon} />
      </span>
      <span className={styles.text}>
        <strong>{title}</strong> {children}
      </span>
      {actions}
    </div>
  );
}
