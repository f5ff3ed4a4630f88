import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { Icon } from "../../../ui/Icon";
import styles from "./bulk.module.css";
import type { Outcome } from "./useBulk";

const shownFor = 12_000; // milliseconds

/** Says what a bulk edit did, and offers to take it back. */
export function OutcomeToast({ outcome, onDismiss }: { outcome: Outcome; onDismiss: () => void }) {
  useEffect(() => {
    if (outcome.is !== "done" || outcome.problems.length > 0) return;
    const timer = setTimeout(onDismiss, shownFor);
    return () => clearTimeout(timer);
  }, [outcome, onDismiss]);
  return (
    <div role="status" aria-label="Bulk edit" className={outcome.is === "none" ? styles.silent : styles.toast}>
      {outcome.is !== "none" && (
        <>
          <span>
            {outcome.text}
            {outcome.is === "done" && outcome.problems.map((why) => <small key={why}>{why}</small>)}
          </span>
          {outcome.is === "done" && outcome.undo && (
            <Button size="xs" variant="default" onClick={outcome.undo}>
              Undo
            </Button>
          )}
          {outcome.is === "done" && (
            <button type="button" aria-label="Dismiss" onClick={onDismiss}>
              <Icon of={IconX} />
            </button>
          )}
        </>
      )}
    </div>
  );
}
