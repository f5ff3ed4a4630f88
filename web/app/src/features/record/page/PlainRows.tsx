import { type Field, idOf, type Place, show } from "@roomkey/client";
import { Section } from "../../../ui/Section";
import { AddButton } from "./AddButton";
import { Cell } from "./Cell";
import { useCells, useItems } from "./cells";
import { mayEdit, useRecord } from "./OpenRecord";
import { RemoveButton } from "./RemoveButton";
import styles from "./record.module.css";

type Props = { field: Field; place?: Place; private?: boolean; bare?: boolean };

/** A list of maps as rows of cells: parties, phones, addresses, splits. */
export function PlainRows({ field, place = [field.name], private: hidden = false, bare = false }: Props) {
  const record = useRecord();
  const items = useItems(hidden ? record.secret : record.shared, place);
  const editable = mayEdit(record, hidden);
  const one = field.item?.label ?? field.label;
  const first = field.item?.fields?.find(({ name }) => name !== "id")?.name;
  const add = editable && <AddButton to={field.label} place={place} private={hidden} edit={first} />;
  const rows = (
    <>
      {items.length === 0 && <p className={styles.none}>None.</p>}
      <ul className={styles.rows} aria-label={field.label}>
        {items.map((item, index) => (
          <Row
            key={idOf(item) || index}
            field={field}
            item={item}
            place={place}
            private={hidden}
            name={nameOf(item) || `${one} ${index + 1}`}
          />
        ))}
      </ul>
    </>
  );
  if (bare) {
    return (
      <div className={styles.bare}>
        <div className={styles.bareHead}>
          <h3>{field.label}</h3>
          {add}
        </div>
        {rows}
      </div>
    );
  }
  return (
    <Section title={field.label} count={items.length > 0 ? items.length : undefined} actions={add}>
      {rows}
    </Section>
  );
}

type RowProps = { field: Field; item: Record<string, unknown>; place: Place; private: boolean; name: string };

function Row({ field, item, place, private: hidden, name }: RowProps) {
  const record = useRecord();
  const cells = useCells(field, item, place, hidden);
  return (
    <li className={styles.plain} aria-label={name}>
      <span className={styles.cells}>
        {cells.map((at, index) => (
          <Cell key={at.path} at={at} of={name} empty={at.label} strong={index === 0} />
        ))}
      </span>
      {mayEdit(record, hidden) && idOf(item) && (
        <RemoveButton name={name} list={field.label} place={place} id={idOf(item)} private={hidden} />
      )}
    </li>
  );
}

/** What an item is called: the first text that it holds. */
function nameOf(item: Record<string, unknown>): string {
  const [, text] = Object.entries(item).find(([name, value]) => name !== "id" && show(value) !== "") ?? [];
  return show(text);
}
