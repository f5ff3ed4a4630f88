import { Anchor, Badge, Box, Checkbox, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import type { Proposal } from "@roomkey/client";
import { fieldAt, readable, titleOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { Change } from "./Change";
import { changedSince, keyOf, open, proposedFields } from "./review";

type Props = {
  proposal: Proposal;
  chosen: ReadonlySet<string>;
  onChoose: (keys: string[], chosen: boolean) => void;
  readOnly: boolean;
};

const decided = { accepted: "Accepted", rejected: "Rejected", undone: "Undone", refused: "Could not be done" };

/** What a task wants to change in one record, field by field. */
export function ProposalTable({ proposal, chosen, onChoose, readOnly }: Props) {
  const { client, schema } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(proposal.record));
  const nameOf = useNaming();
  const type = schema.types.find(({ name }) => name === proposal.type);
  const title = type ? titleOf(type, row?.fields ?? proposedFields(proposal)) : proposal.type;
  const waiting = open(proposal);
  const keys = waiting.map((pointer) => keyOf({ record: proposal.record, pointer }));
  const picked = keys.filter((key) => chosen.has(key)).length;
  const choosable = waiting.length > 0 && !readOnly;

  return (
    <Box component="section" aria-label={title} mt="md">
      <Group gap="xs" wrap="nowrap">
        {choosable && (
          <Checkbox
            aria-label={`All of ${title}`}
            checked={picked === keys.length}
            indeterminate={picked > 0 && picked < keys.length}
            onChange={(event) => onChoose(keys, event.currentTarget.checked)}
          />
        )}
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {row && type ? (
            <Anchor
              inherit
              renderRoot={(props) => (
                <Link to="/$plural/$id" params={{ plural: type.plural, id: proposal.record }} {...props} />
              )}
            >
              {title}
            </Anchor>
          ) : (
            title
          )}
        </Text>
        <Badge variant="light" color={proposal.new ? "green" : "blue"} tt="none" style={{ flexShrink: 0 }}>
          {proposal.new ? "New" : "Changed"}
        </Badge>
      </Group>
      <Table mt={4} verticalSpacing={6} horizontalSpacing="xs" layout="fixed" aria-label={`Changes of ${title}`}>
        <Table.Thead>
          <Table.Tr>
            {choosable && (
              <Table.Th w={36}>
                <VisuallyHidden>Choose</VisuallyHidden>
              </Table.Th>
            )}
            <Table.Th w="32%">Field</Table.Th>
            <Table.Th>{proposal.new ? "Value" : "Change"}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(proposal.changes).map(([pointer, change]) => {
            const { label, field } = fieldAt(type, pointer);
            const key = keyOf({ record: proposal.record, pointer });
            const decision = proposal.decisions[pointer];
            const reason = proposal.reasons?.[pointer];
            const now = decision ? undefined : changedSince(row, pointer, change);
            return (
              <Table.Tr key={pointer} style={{ verticalAlign: "top" }}>
                {choosable && (
                  <Table.Td>
                    {!decision && (
                      <Checkbox
                        aria-label={`${label} of ${title}`}
                        checked={chosen.has(key)}
                        onChange={(event) => onChoose([key], event.currentTarget.checked)}
                      />
                    )}
                  </Table.Td>
                )}
                <Table.Th scope="row" fw={400}>
                  {label}
                </Table.Th>
                <Table.Td className="value">
                  <Change
                    before={readable(field, change[0], nameOf)}
                    after={readable(field, change[1], nameOf)}
                    isNew={proposal.new}
                  />
                  {now !== undefined && (
                    <Text size="xs" fw={600}>
                      Now {readable(field, now, nameOf)}: changed since
                    </Text>
                  )}
                  {(decision || reason) && (
                    <Text size="xs" c="dimmed">
                      {[decision && decided[decision], reason && (decision ? reason : `Skipped: ${reason}`)]
                        .filter(Boolean)
                        .join(": ")}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
