import type { ReactNode } from "react";
import { Icon, type IconType } from "./Icon";
import styles from "./Pill.module.css";
import { type Tone, toneClass } from "./tone";

type Props = { tone?: Tone; icon?: IconType; children: ReactNode };

/** A few words on a soft round ground: "Offline, 3 wait". */
export function Pill({ tone = "gray", icon, children }: Props) {
  return (
    <span className={`${styles.pill} ${toneClass(tone)}`}>
      {icon && <Icon of={icon} size="inline" />}
      {children}
    </span>
  );
}

/** A word on a soft square ground, such as a record's tag: "relocation", or "You and brokers" with a lock. */
export function Tag({ tone = "gray", icon, children }: Props) {
  return (
    <span className={`${styles.tag} ${toneClass(tone)}`}>
      {icon && <Icon of={icon} size="inline" />}
      {children}
    </span>
  );
}
