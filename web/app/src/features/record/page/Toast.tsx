import { Button, CloseButton } from "@mantine/core";
import { useObservable } from "@roomkey/client/react";
import { useEffect } from "react";
import styles from "./record.module.css";
import { said } from "./said";

const shownFor = 8_000; // milliseconds; for ever while the pointer is on it

/** What has just been done, with Undo. It goes by itself. */
export function Toast() {
  const now = useObservable(said);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => said.update((latest) => (latest === now ? undefined : latest)), shownFor);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <div role="status" className={styles.toasts}>
      {now && (
        <div key={now.key} className={styles.toast}>
          <span>{now.message}</span>
          {now.undo && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                said.set(undefined);
                now.undo?.();
              }}
            >
              Undo
            </Button>
          )}
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => said.set(undefined)} />
        </div>
      )}
    </div>
  );
}
