import { Checkbox, VisuallyHidden } from "@mantine/core";
import { fieldAt, readable } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { Tick } from "../../../ui/Tick";
import { toneClass } from "../../../ui/tone";
import { Change } from "./Change";
import { Decide } from "./Decide";
import type { GridProps } from "./grid";
import type { FieldLine } from "./lines";
import { useTitle } from "./RecordRow";
import styles from "./review.module.css";

const decided: Readonly<Record<string, string>> = {
  accepted: "Accepted",
  rejected: "Rejected",
  undone: "Undone",
  refused: "Could not be done",
};

/** One change: the field, what it was and what it is to be, and why. */
export function FieldRow(props: GridProps & { line: FieldLine }) {
  const { line, chosen, reasons, overtaken, readOnly, onMark, onAccept, onReject } = props;
  const nameOf = useNaming();
  const { type, title } = useTitle(line);
  const { key, pointer, decision, proposal } = line;
  const { label, field } = fieldAt(type, pointer);
  const why = reasons.fields.get(key);
  const choosable = !decision && !readOnly;
  const held = proposal.reasons?.[pointer];
  return (
    <>
      <span role="gridcell" className={styles.box}>
        {choosable && (
          <Tick>
            <Checkbox
              size="xs"
              aria-label={`${label} of ${title}`}
              checked={chosen.has(key)}
              onChange={(event) => onMark([key], event.currentTarget.checked)}
            />
          </Tick>
        )}
      </span>
      <span role="rowheader" className={styles.label}>
        {label}
        {pointer.startsWith("/private/") && (
          <>
            <Icon of={IconLock} size="inline" />
            <VisuallyHidden>, private</VisuallyHidden>
          </>
        )}
      </span>
      <span role="gridcell" className={styles.value}>
        <Change field={field} change={line.change} isNew={proposal.new} rejected={decision === "rejected"} />
        {why && !decision && (
          <span className={why.guess ? `${styles.guess} ${toneClass("amber")}` : styles.why}>
            {why.guess && <Icon of={IconAlertTriangle} size="inline" />}
            {why.guess ? `A guess: ${why.text}` : why.text}
          </span>
        )}
        {overtaken.has(key) && (
          <span className={`${styles.guess} ${toneClass("amber")}`}>
            <Icon of={IconAlertTriangle} size="inline" />
            Now {readable(field, overtaken.get(key), nameOf)}: changed since
          </span>
        )}
        {(decision || held) && (
          <span className={styles.why}>
            {[decision && decided[decision], held && (decision ? held : `Skipped: ${held}`)].filter(Boolean).join(": ")}
          </span>
        )}
      </span>
      <Decide name={`${label} of ${title}`} line={line} shown={choosable} onAccept={onAccept} onReject={onReject} />
    </>
  );
}
