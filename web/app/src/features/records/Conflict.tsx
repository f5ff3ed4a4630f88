import { getConflicts, ImmutableString } from "@automerge/automerge/slim";
import type { DocHandle } from "@automerge/automerge-repo/slim";
import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { dollars, type Field, labelOf, show } from "../../lib/schema";
import { useSession } from "../../react/client";
import type { RecordDocument } from "../../sync/documents";

type Props = { field: Field; handle: DocHandle<RecordDocument>; values: unknown[] };

/** The values that people set a field to at the same time, where there are several; a text merges instead. */
export function conflicting(field: Field, doc: RecordDocument): unknown[] {
  if (field.kind === "text") return [];
  const values = new Map(Object.values(getConflicts(doc, field.name) ?? {}).map((value) => [show(value), value]));
  return values.size > 1 ? [...values.values()] : [];
}

/** Marks a field that two people set at once: the winner shows, and a click tells both and keeps either. */
export function Conflict({ field, handle, values }: Props) {
  const { client } = useSession();
  const keep = (value: unknown) =>
    client.documents.edit(handle, (draft) => {
      draft[field.name] = value instanceof ImmutableString ? new ImmutableString(value.val) : value;
    });
  return (
    <Popover withArrow trapFocus shadow="md">
      <Popover.Target>
        <Button size="compact-xs" variant="light" color="orange" aria-label={`Conflict in ${labelOf(field.name)}`}>
          {values.length} values
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">Set to different values at the same time. Keep:</Text>
          <Group gap="xs">
            {values.map((value) => (
              <Button key={show(value)} size="xs" variant="default" onClick={() => keep(value)}>
                {field.kind === "money" ? dollars(value) : show(value)}
              </Button>
            ))}
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
