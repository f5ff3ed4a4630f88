import { Button, Group, Modal, Text } from "@mantine/core";
import { type Row, titleOf } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { inCommon } from "../create/duplicates";
import { docOf, useRecord } from "../page/OpenRecord";
import styles from "../page/record.module.css";

type Props = {
  known: readonly Row[]; // clients
  onConvert: (client?: string) => void; // absent: a new one
  onClose: () => void;
};

/** Asks, before a lead becomes a client, whether it is one of those that have its email or phone. */
export function ConvertDialog({ known, onConvert, onClose }: Props) {
  const { shared } = useRecord();
  const { schema } = useSession();
  const type = schema.types.find(({ name }) => name === "client");
  if (!type) return null;
  const choose = (client?: string) => {
    onConvert(client);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="This may be an existing client" closeButtonProps={{ "aria-label": "Close" }}>
      <Text size="sm" c="dimmed">
        Link the lead to the existing client, so that there is one record of the person.
      </Text>
      <ul aria-label="Clients" className={styles.railRows}>
        {known.map((row) => (
          <li key={row.id} className={styles.party}>
            <span>
              {titleOf(type, row.fields)} <span className={styles.faint}>{inCommon("lead", docOf(shared), row)}</span>
            </span>
            <Button
              size="compact-sm"
              data-autofocus={row === known[0] || undefined}
              variant="default"
              aria-label={`Link to ${titleOf(type, row.fields)}`}
              onClick={() => choose(row.id)}
            >
              Link
            </Button>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" gap={8} mt="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => choose()}>Make a new client</Button>
      </Group>
    </Modal>
  );
}
