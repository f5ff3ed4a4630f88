import { VisuallyHidden } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./Fact.module.css";
import { Icon } from "./Icon";

/** The figures that matter most about a record, in a row. Its children are facts. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <dl className={styles.facts}>{children}</dl>
    </div>
  );
}

type Props = { label: string; locked?: boolean; onEdit?: (() => void) | undefined; children: ReactNode };

/** One figure and what it is: "Purchase price", "$615,000". */
export function Fact({ label, locked = false, onEdit, children }: Props) {
  return (
    <div className={styles.fact}>
      <dt>
        {label}
        {locked && (
          <span role="img" aria-label="Only the owner and the brokers see it">
            <Icon of={IconLock} size="inline" />
          </span>
        )}
      </dt>
      <dd>
        {onEdit ? (
          <button type="button" className={styles.edit} onClick={onEdit}>
            <VisuallyHidden>Change {label}: </VisuallyHidden>
            {children}
          </button>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}
