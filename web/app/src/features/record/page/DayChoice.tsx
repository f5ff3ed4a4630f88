import { deviceZone } from "@roomkey/client/values";
import type { ReactNode } from "react";
import { DayButton } from "../../../ui/DayButton";
import { dayOfValue, textOnDay } from "./days";
import type { InputProps } from "./inputProps";
import { useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useZone } from "./useZone";

type Props = Pick<InputProps, "at"> & {
  value: unknown; // as it would be written now
  children: ReactNode; // the input
  opened: boolean;
  onOpen: () => void;
  onChoose: (text: string) => void; // what would be typed for it
  onClose: (how: "escape" | "outside") => void;
};

/** An input of a day, or a day and a time, with a button at its end to choose the day from a month. */
export function DayChoice({ at: { field, label }, value, children, opened, onOpen, onChoose, onClose }: Props) {
  const { today } = useRecord();
  const zone = useZone() ?? deviceZone();
  return (
    <span className={styles.dated}>
      {children}
      <DayButton
        label={label}
        value={dayOfValue(field, value, zone)}
        today={today}
        opened={opened}
        onOpen={onOpen}
        onPick={(day) => onChoose(textOnDay(field, day, value, zone))}
        onClose={onClose}
      />
    </span>
  );
}
