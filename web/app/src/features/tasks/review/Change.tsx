import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { type Field, readable, serverNow } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { todayAt } from "@roomkey/client/values";
import { useState } from "react";
import { entriesInBrief } from "./brief";
import styles from "./review.module.css";

/** Longer texts, in characters, stand below each other. */
const longText = 60;

/** So many entries of a list are shown at once. */
const few = 6;

type Props = {
  field: Field | undefined;
  change: readonly [unknown, unknown];
  isNew: boolean;
  rejected: boolean; // what is proposed is struck
};

/** A value before and after: the old struck, the new green. Lists show their entries. */
export function Change({ field, change: [before, after], isNew, rejected }: Props) {
  const nameOf = useNaming();
  const isList = field?.kind === "list";
  const entries = isList ? entriesInBrief(field, after, todayAt(new Date(serverNow())), nameOf) : undefined;
  const old = isNew ? "" : readable(field, before, nameOf);
  const now = readable(field, after, nameOf);
  const long = old.length > longText || (!entries && now.length > longText);
  return (
    <span className={long ? `${styles.change} ${styles.long}` : styles.change} data-rejected={rejected || undefined}>
      {!isNew && (
        <>
          <span className={old ? styles.before : styles.none}>
            <VisuallyHidden>From </VisuallyHidden>
            {old || "Empty"}
          </span>
          <span className={styles.arrow} aria-hidden="true">
            {long ? "↓" : "→"}
          </span>
        </>
      )}
      {entries ? (
        <Entries entries={entries} />
      ) : (
        <span className={styles.after} data-after="">
          {!isNew && <VisuallyHidden>to </VisuallyHidden>}
          {now || "Empty"}
        </span>
      )}
    </span>
  );
}

function Entries({ entries }: { entries: readonly string[] }) {
  const [open, setOpen] = useState(entries.length <= few);
  return (
    <>
      {entries.length > few && (
        <UnstyledButton className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {entries.length} items, {open ? "hide" : "show"}
        </UnstyledButton>
      )}
      {open &&
        entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is proposed does not change
          <span key={index} className={styles.after}>
            {entry}
          </span>
        ))}
      {entries.length === 0 && <span className={styles.after}>Empty</span>}
    </>
  );
}
