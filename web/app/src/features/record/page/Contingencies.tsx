import { type Field, optionLabel, show } from "@roomkey/client";
import { type Contingency, contingenciesOf } from "../../../trade/deadlines";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import { Icon } from "../../../ui/Icon";
import { ProgressBar } from "../../../ui/ProgressBar";
import { Section } from "../../../ui/Section";
import { StatusGlyph } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import { toneClass } from "../../../ui/tone";
import { AddButton } from "./AddButton";
import { Cell } from "./Cell";
import { cellNamed, useCells, useItems } from "./cells";
import { docOf, useRecord } from "./OpenRecord";
import { RemoveButton } from "./RemoveButton";
import styles from "./record.module.css";

const place: [string] = ["contingencies"];

/** What the buyer may still get out by: the open ones first, with how much of their time is over. */
export function Contingencies({ field }: { field: Field }) {
  const record = useRecord();
  const items = useItems(record.shared, place);
  const rows = contingenciesOf({ ...docOf(record.shared), contingencies: items }, record.today);
  const open = rows.filter(({ left }) => left !== undefined).length;
  return (
    <Section
      title={field.label}
      count={items.length > 0 ? `${open} active` : undefined}
      actions={
        !record.readOnly && <AddButton to={field.label} place={place} item={() => ({ status: "active" })} edit="type" />
      }
    >
      {rows.length === 0 && <p className={styles.none}>No contingencies.</p>}
      <ul className={styles.rows} aria-label={field.label}>
        {rows.map((row, index) => (
          <Row key={row.id || index} field={field} row={row} item={items.find(({ id }) => show(id) === row.id) ?? {}} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ field, row, item }: { field: Field; row: Contingency; item: Record<string, unknown> }) {
  const { readOnly } = useRecord();
  const cells = useCells(field, item, place, false);
  const [type, due, status] = ["type", "dueDate", "status"].map((name) => cellNamed(cells, name));
  const name = row.label || field.item?.label || "Contingency";
  const urgency = row.left?.urgency;
  return (
    <li className={styles.contingency} aria-label={name}>
      <span className={styles.faint}>
        <Icon of={deadlineIcons[row.kind]} />
      </span>
      {type && <Cell at={type} of="" strong />}
      <span className={styles.withGlyph}>
        <StatusGlyph look={statusLook("contingency", row.status)} />
        {status && <Cell at={status} of={name} empty={optionLabel(status.field, "active")} />}
      </span>
      <span className={styles.progress}>
        {row.left && (
          <ProgressBar
            label={`Time of ${name}`}
            value={100 * row.over}
            text={row.left.text}
            tone={urgency ?? "accent"}
            thin
          />
        )}
      </span>
      <span className={urgency ? `${styles.due} ${styles.urgent} ${toneClass(urgency)}` : styles.due}>
        {due && <Cell at={due} of={name} said={row.left?.text} />}
      </span>
      {!readOnly && row.id && <RemoveButton name={name} list={field.label} place={place} id={row.id} />}
    </li>
  );
}
