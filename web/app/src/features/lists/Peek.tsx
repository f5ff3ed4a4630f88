import { ActionIcon, Button } from "@mantine/core";
import { optionLabel, type Row, show } from "@roomkey/client";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { titleOfRow } from "../../trade/title";
import { Icon } from "../../ui/Icon";
import { KeyHint } from "../../ui/KeyHint";
import { Status } from "../../ui/StatusGlyph";
import type { Columns, ListedType, Now } from "./column";
import styles from "./lists.module.css";
import { Cell } from "./table/Cell";

type Props = {
  row: Row;
  type: ListedType;
  columns: Columns;
  now: Now;
  nameOf: (id: string) => string | undefined;
  onClose: () => void;
};

/** What a record holds, beside the list: to look without leaving it. */
export function Peek({ row, type, columns, now, nameOf, onClose }: Props) {
  const title = titleOfRow(type, row);
  const status = type.fields.find(({ name }) => name === type.status);
  const value = show(row.fields[type.status]);
  const filled = [...columns.all.values()].filter(
    (column) => column.kind !== "title" && column.id !== type.status && column.value(row, now) !== undefined,
  );
  return (
    <aside aria-label={`Peek: ${title.main || "Untitled"}`} className={styles.peek}>
      <header>
        <h2>{title.main || "Untitled"}</h2>
        <ActionIcon variant="subtle" size={28} aria-label="Close the peek" onClick={onClose}>
          <Icon of={IconX} />
        </ActionIcon>
      </header>
      <p className={styles.peekMore}>{title.more}</p>
      <div className={styles.peekBar}>
        {value && <Status pill type={type.name} value={value} label={optionLabel(status, value)} />}
        <Button
          size="xs"
          variant="default"
          rightSection={<KeyHint keys="enter" />}
          renderRoot={(props) => <Link to="/$plural/$id" params={{ plural: type.plural, id: row.id }} {...props} />}
        >
          Open
        </Button>
      </div>
      <dl>
        {filled.map((column) => (
          <div key={column.id}>
            <dt>{column.label}</dt>
            <dd>
              {column.kind === "person" ? (
                (nameOf(String(column.value(row, now))) ?? "")
              ) : (
                <Cell column={column} row={row} now={now} status={type.status} nameOf={nameOf} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
