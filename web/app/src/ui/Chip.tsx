import { VisuallyHidden } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ComponentProps, ReactNode } from "react";
import { Icon } from "./Icon";
import styles from "./Pill.module.css";

type Props = Omit<ComponentProps<"button">, "value" | "children"> & {
  name: string; // what is filtered: "Status"
  value: ReactNode; // what it is filtered by: "Open, Contingent"
  onRemove: () => void;
};

/**
 * A filter: its name, its value, which is a button that opens what changes it, and a button that removes it. Other
 * props, aria-expanded for one, go to the value's button, so that a Menu.Target can hold the chip.
 */
export function FilterChip({ name, value, onRemove, ...button }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <span role="group" aria-label={`Filter ${name}`} className={styles.chip}>
      <span className={styles.name}>{name}</span>
      <button type="button" {...button}>
        <VisuallyHidden>Change the filter {name}: </VisuallyHidden>
        {value}
      </button>
      <button type="button" aria-label={`Remove the filter ${name}`} onClick={onRemove}>
        <Icon of={IconX} size="inline" />
      </button>
    </span>
  );
}

type ChoiceProps = Omit<ComponentProps<"button">, "type"> & { on?: boolean };

/** A choice that is on or off, such as a saved view on a phone. */
export function ChoiceChip({ on = false, children, ...button }: ChoiceProps) {
  return (
    <span className={on ? `${styles.chip} ${styles.on}` : styles.chip}>
      <button type="button" aria-pressed={on} {...button}>
        {children}
      </button>
    </span>
  );
}
