import { ActionIcon, Tooltip } from "@mantine/core";
import type { Place } from "@roomkey/client";
import { IconX } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { removing } from "../edit/gesture";
import { docOf, usePerform, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useUndoToast } from "./useUndo";

type Props = { name: string; list: string; place: Place; id: string; private?: boolean };

/** Removes an item of a list. It can be taken back for as long as the page is there. */
export function RemoveButton({ name, list, place, id, private: hidden = false }: Props) {
  const record = useRecord();
  const perform = usePerform();
  const toast = useUndoToast();
  const remove = () => {
    perform(removing(docOf(hidden ? record.secret : record.shared), { label: list, private: hidden, place }, id));
    toast(`Removed ${name}`);
  };
  return (
    <Tooltip label="Remove">
      <ActionIcon size={24} variant="subtle" className={styles.remove} aria-label={`Remove ${name}`} onClick={remove}>
        <Icon of={IconX} size="inline" />
      </ActionIcon>
    </Tooltip>
  );
}
