import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useNames, useObservable, useOwners, useSession } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import { useRecord } from "../page/OpenRecord";
import { mayGiveAway } from "./rights";
import { useManage } from "./useManage";

const audiences = [
  { value: "private", label: "The owner and brokers" },
  { value: "team", label: "The team" },
  { value: "broker", label: "Everybody in the brokerage" },
];

/** Gives the record another owner, or chooses who sees it. */
export function TransferDialog({ onClose }: { onClose: () => void }) {
  const { id, type } = useRecord();
  const { client } = useSession();
  const owners = useOwners();
  const names = useNames();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const { transfer } = useManage();
  const [owner, setOwner] = useState(row?.owner ?? "");
  const [visibility, setVisibility] = useState<string>(row?.visibility ?? "team");
  const people = owners.map(({ id, name }) => ({ value: id, label: name }));
  if (row && !owners.some(({ id }) => id === row.owner)) {
    people.unshift({ value: row.owner, label: names.get(row.owner) ?? "Somebody" }); // who has left may own it still
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const to = {
      ...(owner !== row?.owner ? { owner } : {}),
      ...(visibility !== row?.visibility ? { visibility } : {}),
    };
    if (Object.keys(to).length > 0) void transfer(to);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Owner of the ${type.label.toLowerCase()}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          {mayGiveAway(client.user) && (
            <Select
              label="Owner"
              data-autofocus
              openOnFocus={false} // its list would lie over the rest before anybody has asked for it
              searchable
              allowDeselect={false}
              data={people}
              value={owner}
              onChange={(id) => id && setOwner(id)}
            />
          )}
          <Select
            label="Who sees it"
            allowDeselect={false}
            data={audiences}
            value={visibility}
            onChange={(value) => value && setVisibility(value)}
          />
          {owner !== row?.owner && (
            <Text size="sm" c="dimmed">
              The private fields go to the new owner with it.
            </Text>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
