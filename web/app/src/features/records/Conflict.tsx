import { getConflicts } from "@automerge/automerge/slim";
import { Button, Group, Popover, Stack, Text } from "@mantine/core";
import type { RecordDocument } from "@roomkey/client";
import { controlName, type Field, holderOf, type Place, readable, show, write } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import type { ReactNode } from "react";
import type { EditorProps } from "./editor";

type Value = Parameters<typeof write>[2];

/** The values that people set a field to at the same time, where there are several; a text merges instead. */
function conflicting(field: Field, doc: RecordDocument, place: Place): Value[] {
  const holder = field.kind === "text" ? undefined : holderOf(doc, place);
  const values = Object.values((holder && getConflicts(holder, field.name)) ?? {}) as Value[];
  const different = new Map(values.map((value) => [show(value), value]));
  return different.size > 1 ? [...different.values()] : [];
}

/** The marker of a field that two people set at once; none where there is nothing to say. */
export function conflictOf(props: EditorProps): ReactNode {
  const values = props.readOnly ? [] : conflicting(props.field, props.doc, props.place);
  return values.length > 0 && <Conflict {...props} values={values} />;
}

/** The winner shows; a click tells all values and keeps one. */
function Conflict({ field, place, within, handle, values }: EditorProps & { values: Value[] }) {
  const { client } = useSession();
  const nameOf = useNaming();
  const keep = (value: Value) => client.documents.edit(handle, (draft) => write(draft, place, value));
  return (
    <Popover withArrow trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="light"
          color="orange"
          aria-label={`Conflict in ${controlName(field, within)}`}
        >
          {values.length} values
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">Set to different values at the same time. Keep:</Text>
          <Group gap="xs">
            {values.map((value) => (
              <Button key={show(value)} size="xs" variant="default" onClick={() => keep(value)}>
                {readable(field, value, nameOf)}
              </Button>
            ))}
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
