import { Button, Popover, ScrollArea, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { foldText } from "@roomkey/client";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { Sheet } from "../../../ui/Sheet";
import type { Column, Columns, Now } from "../column";
import { type Filter, isValid, operatorsOf } from "../filter";
import { FilterEditor } from "./FilterEditor";
import styles from "./filters.module.css";

type Props = {
  columns: Columns;
  now: Now;
  adding: boolean;
  nameOf: (id: string) => string | undefined;
  onAdding: (adding: boolean) => void;
  onAdd: (filter: Filter, first: boolean) => void; // first: it is new; else it replaces the one that was just added
};

/** Adds a filter: first by what, then how. */
export function NewFilter({ columns, now, adding, nameOf, onAdding, onAdd }: Props) {
  const [draft, setDraft] = useState<{ column: Column; filter: Filter; added: boolean }>();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const choose = (column: Column) => {
    const filter: Filter = { column: column.id, op: operatorsOf(column)[0] ?? "any", values: [] };
    setDraft({ column, filter, added: false });
  };
  const change = (filter: Filter) => {
    if (!draft) return;
    const valid = isValid(filter, draft.column);
    if (valid) onAdd(filter, !draft.added);
    setDraft({ ...draft, filter, added: draft.added || valid });
  };
  const open = (opened: boolean) => {
    if (!opened) setDraft(undefined);
    onAdding(opened);
  };
  const button = (
    <Button
      variant="subtle"
      size="xs"
      aria-keyshortcuts="F"
      leftSection={<Icon of={IconFilter} />}
      rightSection={<KeyHint keys="f" />}
      onClick={() => open(!adding)}
    >
      Filter
    </Button>
  );
  const asked = draft ? (
    <>
      <p className={styles.heading}>{draft.column.label}</p>
      <FilterEditor column={draft.column} filter={draft.filter} now={now} nameOf={nameOf} onChange={change} />
    </>
  ) : (
    <ColumnList columns={columns} onChoose={choose} />
  );
  if (phone) {
    return (
      <>
        {button}
        <Sheet opened={adding} onClose={() => open(false)} title="Filter">
          <div className={styles.sheet}>{asked}</div>
        </Sheet>
      </>
    );
  }
  return (
    <Popover position="bottom-start" width={260} trapFocus shadow="md" opened={adding} onChange={open}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown>{asked}</Popover.Dropdown>
    </Popover>
  );
}

function ColumnList({ columns, onChoose }: { columns: Columns; onChoose: (column: Column) => void }) {
  const [typed, setTyped] = useState("");
  const usual = new Set(columns.shown);
  const all = [...columns.all.values()].filter(({ id }) => id !== "title");
  const found = [...all.filter(({ id }) => usual.has(id)), ...all.filter(({ id }) => !usual.has(id))].filter(
    ({ label, short }) => foldText(`${label} ${short ?? ""}`).includes(foldText(typed)),
  );
  return (
    <>
      <TextInput
        size="xs"
        data-autofocus
        aria-label="Filter by"
        placeholder="Filter by"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && found[0]) onChoose(found[0]);
        }}
      />
      <ScrollArea.Autosize mah={300}>
        <ul className={styles.list}>
          {found.map((column) => (
            <li key={column.id}>
              <button type="button" onClick={() => onChoose(column)}>
                {column.label}
              </button>
            </li>
          ))}
        </ul>
      </ScrollArea.Autosize>
    </>
  );
}
