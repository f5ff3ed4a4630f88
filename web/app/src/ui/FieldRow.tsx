import { VisuallyHidden } from "@mantine/core";
import { IconAlertCircle, IconLock, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import type { Person } from "./Avatar";
import styles from "./FieldRow.module.css";
import { Icon } from "./Icon";
import { firstName, personClass } from "./person";

/** What an input in a FieldRow takes over, so that the field's label and its error are the input's. */
export type FieldAria = { "aria-labelledby": string; "aria-describedby"?: string; "aria-invalid"?: true };

type Props = {
  label: string;
  locked?: boolean; // only the owner and the brokers see it
  value: ReactNode; // as read; nothing, "" or false shows empty
  empty?: string; // in place of no value: "Add a date"
  note?: ReactNode; // beside the value, muted: "80% of the price"
  onEdit?: () => void; // by click, Enter or Space; absent: may not be edited
  input?: (aria: FieldAria) => ReactNode; // present while the field is edited
  person?: Person; // a teammate who edits it: ring and name
  flash?: string; // the id of who changed it just now
  mark?: ReactNode; // beside the value: a conflict's or a refusal's button
  error?: ReactNode; // what is wrong, below the value
};

/**
 * One field, read first: its value is text, which a click or Enter makes an input in the same place. The group's name
 * is the label, and so is the input's. Nothing moves when the editing begins or ends.
 */
export function FieldRow({ label, locked = false, error, mark, ...rest }: Props) {
  const id = useId();
  const ids = { label: `${id}-label`, error: `${id}-error` };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-labelledby={ids.label} className={styles.row}>
      <span className={styles.label}>
        <span id={ids.label}>{label}</span>
        {locked && (
          <span role="img" aria-label="Only the owner and the brokers see it">
            <Icon of={IconLock} size="inline" />
          </span>
        )}
      </span>
      <div className={styles.holder}>
        <Value {...rest} label={label} ids={ids} invalid={error !== undefined} />
        {mark}
      </div>
      <div className={styles.below}>
        {error !== undefined && (
          <div id={ids.error} role="alert" className={styles.error}>
            <Icon of={IconAlertCircle} />
            <span>{error}</span>
          </div>
        )}
      </div>
    </div>
  );
}

type Ids = { label: string; error: string };
type ValueProps = Omit<Props, "locked" | "error" | "mark"> & { ids: Ids; invalid: boolean };

/** The value as text, as a button that edits it, or as the input. */
function Value({ label, value, empty = "", note, onEdit, input, person, flash, ids, invalid }: ValueProps) {
  const blank = value === undefined || value === null || value === "" || value === false;
  const shared = [styles.value, person && `${styles.ringed} ${personClass(person.id)}`];
  const who = person && <span className={styles.who}>{firstName(person.name) || "A colleague"} is editing</span>;
  if (input) {
    const aria: FieldAria = { "aria-labelledby": ids.label };
    if (invalid) Object.assign(aria, { "aria-describedby": ids.error, "aria-invalid": true });
    return (
      <div className={[...shared, styles.editing].filter(Boolean).join(" ")} data-invalid={invalid || undefined}>
        {input(aria)}
        {who}
      </div>
    );
  }
  const content = (
    <>
      <span data-value className={blank ? styles.empty : undefined}>
        {blank ? empty : value}
      </span>
      {note && <span className={styles.note}>{note}</span>}
      {who}
    </>
  );
  const className = [...shared, flash && `${styles.flash} ${personClass(flash)}`].filter(Boolean).join(" ");
  if (!onEdit) return <div className={className}>{content}</div>;
  return (
    <button type="button" className={className} onClick={onEdit}>
      <VisuallyHidden>{label} </VisuallyHidden>
      {content}
      <span className={styles.pencil}>
        <Icon of={IconPencil} size="inline" />
      </span>
    </button>
  );
}

/** Two columns of fields, one where there is no room for two. */
export function FieldGrid({ children }: { children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}
