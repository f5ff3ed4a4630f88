import { Button, CloseButton, Fieldset, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { addValue, controlName, optionLabel, readable, removeValue, valueAt, valuesOf } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { type FormEvent, useState } from "react";
import type { EditorProps } from "./editor";

/** A list of values, such as tags: each is added and removed by itself. */
export function ValuesEditor({ field, place, within, handle, doc, readOnly }: EditorProps) {
  const { client } = useSession();
  const nameOf = useNaming();
  const [typed, setTyped] = useState("");
  const values = valuesOf(valueAt(doc, place));
  const name = controlName(field, within).toLowerCase();
  const options = field.item?.options?.filter((option) => !values.includes(option));

  const add = (event?: FormEvent) => {
    event?.preventDefault();
    const value = typed.trim();
    setTyped("");
    if (value) client.documents.edit(handle, (draft) => addValue(draft, place, value));
  };
  const remove = (value: string) => client.documents.edit(handle, (draft) => removeValue(draft, place, value));

  return (
    <Fieldset variant="unstyled" className="list small" legend={field.label}>
      <ul className="values" aria-label={field.label}>
        {values.map((value) => (
          <li key={value}>
            <span>{readable(field.item, value, nameOf)}</span>
            {!readOnly && (
              <CloseButton size="sm" aria-label={`Remove ${value} from ${name}`} onClick={() => remove(value)} />
            )}
          </li>
        ))}
      </ul>
      {values.length === 0 && readOnly && (
        <Text size="sm" c="dimmed">
          None
        </Text>
      )}
      {!readOnly && (
        <Group component="form" gap="xs" wrap="nowrap" onSubmit={add}>
          {options ? (
            <NativeSelect
              flex={1}
              aria-label={`Add to ${name}`}
              value={typed}
              data={[
                { value: "", label: "–" },
                ...options.map((value) => ({ value, label: optionLabel(field.item, value) })),
              ]}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              flex={1}
              aria-label={`Add to ${name}`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onBlur={() => add()}
            />
          )}
          <Button type="submit" variant="default" aria-label={`Add to ${name} now`}>
            Add
          </Button>
        </Group>
      )}
    </Fieldset>
  );
}
