import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import styles from "./record.module.css";

/** What was typed at a place that is gone, with a button to copy it. */
export function TypedText({ label, text, children }: { label: string; text: string; children?: ReactNode }) {
  return (
    <span>
      <span className={styles.asTyped}>
        {label}: <strong>{text}</strong>
      </span>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
      {children}
    </span>
  );
}
