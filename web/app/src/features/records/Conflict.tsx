import { getConflicts, ImmutableString } from "@automerge/automerge/slim";
import type { DocHandle } from "@automerge/automerge-repo/slim";
import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import { dollars, type Field, labelOf, show } from "../../lib/schema";
import { useSession } from "../../react/client";
import type { RecordDocument } from "../../sync/documents";

type Props = { field: Field; handle: DocHandle<RecordDocument>; doc: RecordDocument };

/** Marks a field that two people set at once: the winner shows, and a click tells both and keeps either. */
export function Conflict({ field, handle, doc }: Props) {
  const { client } = useSession();
  const values = [...new Map(Object.values(getConflicts(doc, field.name) ?? {}).map((value) => [show(value), value]))];
  if (values.length < 2 || field.kind === "text") return null;
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
            {values.map(([text, value]) => (
              <Button key={text} size="xs" variant="default" onClick={() => keep(value)}>
                {field.kind === "money" ? dollars(value) : text}
              </Button>
            ))}
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
