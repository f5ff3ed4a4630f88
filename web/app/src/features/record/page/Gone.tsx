import { fieldAt, type LostRecord, type RecordType, timeOf } from "@roomkey/client";
import { useNames } from "@roomkey/client/react";
import { IconTrash } from "@tabler/icons-react";
import { Banner } from "../../../ui/Banner";
import { goneInWords } from "./goneWords";
import styles from "./record.module.css";
import { TypedText } from "./TypedText";

/** A record that is deleted or lost under one's hands: who, when and why, and what was typed, for copying. */
export function Gone({ type, lost }: { type: RecordType; lost: LostRecord }) {
  const names = useNames();
  const who = lost.by ? (names.get(lost.by) ?? "A colleague") : undefined;
  const { title, why } = goneInWords(lost, who, timeOf(new Date(lost.at)));
  const typed = lost.typed.map(({ pointer, text }) => ({ pointer, label: fieldAt(type, pointer).label, text }));
  return (
    <Banner tone="red" icon={IconTrash} role="alert" title={title}>
      {why}
      {typed.length > 0 && (
        <span className={styles.kept}>
          What you typed is kept here:
          {typed.map(({ pointer, label, text }) => (
            <TypedText key={pointer} label={label} text={text} />
          ))}
        </span>
      )}
    </Banner>
  );
}
