import { Checkbox, ScrollArea, TextInput } from "@mantine/core";
import { foldText } from "@roomkey/client";
import { useNames, useSession } from "@roomkey/client/react";
import { useMemo, useState } from "react";
import { choicesOf } from "../choices";
import type { Column, Now } from "../column";
import styles from "./filters.module.css";

const manyChoices = 8; // beyond these there is a box to search in
const shownChoices = 60;

type Props = {
  column: Column;
  chosen: readonly string[];
  now: Now;
  nameOf: (id: string) => string | undefined;
  onChange: (chosen: string[]) => void;
};

/** Values to choose any number of. */
export function ChoiceList({ column, chosen, now, nameOf, onChange }: Props) {
  const { client } = useSession();
  const people = useNames();
  const [typed, setTyped] = useState("");
  const choices = useMemo(
    () => choicesOf(column, client.rows.all.get().values(), people, now, nameOf),
    [column, client, people, now, nameOf],
  );
  const found = choices.filter(({ label }) => foldText(label).includes(foldText(typed))).slice(0, shownChoices);
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <>
      {choices.length > manyChoices && (
        <TextInput
          size="xs"
          aria-label="Find a value"
          placeholder="Find a value"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah={260}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame and a legend of its own */}
        <div role="group" aria-label={column.label} className={styles.choices}>
          {found.map(({ value, label }) => (
            <Checkbox
              key={value}
              size="xs"
              label={label}
              checked={chosen.includes(value)}
              onChange={() => toggle(value)}
            />
          ))}
          {found.length === 0 && <p className={styles.none}>Nothing is called that.</p>}
        </div>
      </ScrollArea.Autosize>
    </>
  );
}
