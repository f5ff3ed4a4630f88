import { IconLayoutKanban, IconTable } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import styles from "./lists.module.css";
import type { Layout } from "./query";

const layouts = [
  { value: "table", label: "Table", icon: IconTable },
  { value: "board", label: "Board", icon: IconLayoutKanban },
] as const;

/** Chooses whether a list is a table or a board. */
export function LayoutChoice({ layout, onChange }: { layout: Layout; onChange: (layout: Layout) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame and a legend of its own
    <span role="group" aria-label="Layout" className={styles.layouts}>
      {layouts.map(({ value, label, icon }) => (
        <button
          key={value}
          type="button"
          aria-label={label}
          aria-pressed={value === layout}
          onClick={() => onChange(value)}
        >
          <Icon of={icon} />
        </button>
      ))}
    </span>
  );
}
