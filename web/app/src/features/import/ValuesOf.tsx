import { Select } from "@mantine/core";
import styles from "./import.module.css";
import type { PreviewColumn } from "./preview";

type Props = { column: PreviewColumn; onChoose: (text: string, option: string) => void };

/** What the texts of a column mean that are none of its field's options. */
export function ValuesOf({ column, onChoose }: Props) {
  return (
    <section className={styles.values} aria-label={`Values of ${column.name}`}>
      <h2>Match the values of “{column.name}”</h2>
      <ul>
        {column.unmatched?.map((text) => (
          <li key={text}>
            <span>{text}</span>
            <Select
              size="xs"
              aria-label={`What “${text}” means`}
              placeholder="Leave out"
              data={column.options ?? []}
              value={null}
              onChange={(option) => option && onChoose(text, option)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
