import { ActionIcon } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import type { Line } from "./lines";
import styles from "./review.module.css";

type Props = {
  name: string; // "Score of Ana Ortiz"
  line: Line;
  shown: boolean;
  onAccept: (line: Line) => void;
  onReject: (line: Line) => void;
};

/** Accepts or rejects one line at once. */
export function Decide({ name, line, shown, onAccept, onReject }: Props) {
  return (
    <span role="gridcell" className={styles.decide}>
      {shown && (
        <>
          <ActionIcon variant="subtle" size={28} aria-label={`Accept ${name}`} onClick={() => onAccept(line)}>
            <Icon of={IconCheck} />
          </ActionIcon>
          <ActionIcon variant="subtle" size={28} aria-label={`Reject ${name}`} onClick={() => onReject(line)}>
            <Icon of={IconX} />
          </ActionIcon>
        </>
      )}
    </span>
  );
}
