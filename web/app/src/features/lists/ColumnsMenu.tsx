import { ActionIcon, Checkbox, Popover, ScrollArea, SegmentedControl, TextInput } from "@mantine/core";
import { foldText } from "@roomkey/client";
import { useObservable } from "@roomkey/client/react";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useState } from "react";
import { type Density, densities, density, setDensity } from "../../ui/density";
import { Icon } from "../../ui/Icon";
import type { Columns } from "./column";
import styles from "./lists.module.css";

const densityNames: Record<Density, string> = { compact: "Compact", comfortable: "Comfortable", large: "Large" };

type Props = { columns: Columns; shown: readonly string[]; onChange: (shown: string[] | undefined) => void };

/** Chooses which columns a list has and in which order, and how large its rows are. */
export function ColumnsMenu({ columns, shown, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const size = useObservable(density);
  const chosen = shown.filter((id) => id !== "title");
  const others = [...columns.all.keys()].filter((id) => id !== "title" && !shown.includes(id));
  const fits = (id: string) => foldText(columns.all.get(id)?.label ?? "").includes(foldText(typed));
  const move = (index: number, by: number) => {
    const next = [...chosen];
    next.splice(index + by, 0, ...next.splice(index, 1));
    onChange(next);
  };
  return (
    <Popover position="bottom-end" width={320} trapFocus shadow="md">
      <Popover.Target>
        <ActionIcon variant="subtle" size={28} aria-label="Columns">
          <Icon of={IconColumns3} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Density"
          data={densities.map((value) => ({ value, label: densityNames[value] }))}
          value={size}
          onChange={(value) => setDensity(value as Density)}
        />
        <TextInput
          my="xs"
          size="xs"
          aria-label="Find a column"
          placeholder="Find a column"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <ScrollArea.Autosize mah={320}>
          <ul className={styles.columns}>
            {[...chosen, ...others].filter(fits).map((id) => {
              const index = chosen.indexOf(id);
              const label = columns.all.get(id)?.label ?? id;
              return (
                <li key={id}>
                  <Checkbox
                    size="xs"
                    label={label}
                    checked={index >= 0}
                    onChange={() => onChange(index >= 0 ? chosen.filter((other) => other !== id) : [...chosen, id])}
                  />
                  {index >= 0 && (
                    <span>
                      <ActionIcon
                        variant="subtle"
                        size={24}
                        aria-label={`Move ${label} left`}
                        disabled={index === 0}
                        onClick={() => move(index, -1)}
                      >
                        <Icon of={IconArrowUp} size="inline" />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        size={24}
                        aria-label={`Move ${label} right`}
                        disabled={index === chosen.length - 1}
                        onClick={() => move(index, 1)}
                      >
                        <Icon of={IconArrowDown} size="inline" />
                      </ActionIcon>
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        </ScrollArea.Autosize>
        <button type="button" className={styles.plain} onClick={() => onChange(undefined)}>
          Usual columns
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}
