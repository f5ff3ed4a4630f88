import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { type Answer, api, type RecordType, type Row } from "@roomkey/client";
import { type FormEvent, useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { tellDone, toasts } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { inWords, leave, type Outcome } from "./leave";

type User = Answer<"get", "/users">["items"][number];

type Props = {
  member: User;
  users: readonly User[]; // the brokerage's
  records: { type: RecordType; rows: Row[] }[]; // the member's open ones
  onDisable: () => void; // the records stay where they are
  onChanged: () => void;
  onClose: () => void;
};

/** Asks who gets the open records of a member who leaves, or has left. */
export function LeaveDialog({ member, users, records, onDisable, onChanged, onClose }: Props) {
  const { busy, failure, run } = useAction();
  const [to, setTo] = useState<string | null>(null);
  const leaves = !member.disabled;
  const heirs = users.filter(({ id, role, disabled }) => id !== member.id && role !== "viewer" && !disabled);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const heir = heirs.find(({ id }) => id === to);
    if (!heir) return;
    const done = await run(async () => {
      const given = await leave(api, { id: member.id, leaves }, records, heir.id);
      const back = async () => {
        tell(await given.undo(), `${leaves ? `${member.name} is enabled, ` : ""}records given back: `);
        onChanged();
      };
      const said = `${leaves ? `${member.name} is disabled, ` : ""}records given to ${heir.name}: `;
      tell(given, said, () => void back().catch(() => toasts.show({ text: "Not undone: Roomkey can't be reached." })));
    });
    onChanged();
    if (done) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Open records of ${member.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Text size="sm">
            {member.name} owns {inWords(records)}. The private fields go to the new owner with them. Closed records
            stay.
          </Text>
          <Select
            label="Give them to"
            data-autofocus
            openOnFocus={false} // its list would lie over the buttons before anybody has asked for it
            searchable
            required
            withAsterisk={false}
            data={heirs.map(({ id, name }) => ({ value: id, label: name }))}
            value={to}
            onChange={setTo}
          />
          <FailureNote of={failure} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" disabled={busy} onClick={leaves ? onDisable : onClose}>
              {leaves ? "Only disable" : "Cancel"}
            </Button>
            <Button type="submit" loading={busy} disabled={!to}>
              {leaves ? "Give and disable" : "Give"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Tells how many records were given, and why others were not. */
function tell({ changed, failed }: Outcome, said: string, undo?: () => void): void {
  tellDone(said + changed.toLocaleString("en-US"), undo);
  if (failed.length > 0) toasts.show({ text: `${failed.length} not given: ${failed[0]}` });
}
