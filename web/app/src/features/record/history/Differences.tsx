import { Button } from "@mantine/core";
import { show, timeOf } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { docOf, type Half, mayEdit, useDoc, usePerform, useRecord } from "../page/OpenRecord";
import { textOf } from "../page/shownValue";
import { useUndoToast } from "../page/useUndo";
import { type Difference, differences } from "./differences";
import styles from "./history.module.css";
import { restoring } from "./restoring";

type Props = { half: Half; secret: boolean; then: Readonly<Record<string, unknown>>; at: string };

/** What was otherwise before a change, each of which can be restored, or all of it. */
export function Differences({ half, secret, then, at }: Props) {
  const record = useRecord();
  const perform = usePerform();
  const told = useUndoToast();
  const nameOf = useNaming();
  useDoc(half, (doc) => doc); // now goes on
  const found = differences(record.type, then, docOf(half), secret);
  const editable = mayEdit(record, secret);
  const restore = (which: Difference[]) => {
    const label = which.length === 1 ? (which[0]?.field.label ?? "") : `The record as before ${timeOf(at)}`;
    const names = which.map(({ field }) => field.name);
    const now = { ...docOf(half) };
    perform(restoring(label, secret, names, then, now));
    told(`Restored: ${label}`);
  };
  if (found.length === 0) return <p className={styles.faint}>The record is again as it was before that.</p>;
  const words = ({ field }: Difference, value: unknown) => brief(textIn(field, value, nameOf)) || "nothing";
  return (
    <div className={styles.differences}>
      <ul aria-label="What was otherwise">
        {found.map((one) => (
          <li key={one.field.name}>
            <span className={styles.label}>{one.field.label}</span>
            <span>
              <ins>{words(one, one.was)}</ins> <span className={styles.faint}>now</span>{" "}
              <span>{words(one, one.now)}</span>
            </span>
            {editable && (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Restore ${one.field.label}`}
                onClick={() => restore([one])}
              >
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
      {editable && (
        <Button size="xs" variant="default" onClick={() => restore(found)}>
          Restore to here
        </Button>
      )}
    </div>
  );
}

/** A list in words is how long it is; what else is read as elsewhere. */
function textIn(field: Difference["field"], value: unknown, nameOf: (id: string) => string | undefined): string {
  if (Array.isArray(value) && field.item?.kind === "map")
    return value.length === 0 ? "" : `${value.length} in the list`;
  if (value === undefined || value === null) return "";
  return field.kind === "text" ? show(value) : textOf(field, value, nameOf);
}

function brief(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
