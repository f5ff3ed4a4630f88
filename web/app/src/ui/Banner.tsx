import { CloseButton } from "@mantine/core";
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
  onClose?: () => void; // it is a card that floats, which can be closed
};

/** A line above a page that says what is so for all of it; or a card, which moves nothing where it comes by itself. */
export function Banner({ tone, icon, title, children, actions, role, onClose }: Props) {
  return (
    <div role={role} className={`${onClose ? styles.card : styles.banner} ${toneClass(tone)}`}>
      <span className={styles.icon}>
        <Icon of={icon} />
      </span>
      <span className={styles.text}>
        <strong>{title}</strong> {children}
      </span>
      {actions}
      {onClose && <CloseButton size="sm" className={styles.close} aria-label="Close" onClick={onClose} />}
    </div>
  );
}
