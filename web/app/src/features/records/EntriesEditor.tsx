import { Button, CloseButton, Fieldset, Stack, Text } from "@mantine/core";
import { addEntry, idOf, removeEntry, valueAt } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useRef } from "react";
import { Cells } from "./Cells";
import type { FormEditorProps } from "./editor";

/** A list of maps: entries that are added, removed, and edited cell by cell. */
export function EntriesEditor(props: FormEditorProps) {
  const { field, place, handle, doc, readOnly } = props;
  const { client } = useSession();
  const list = valueAt(doc, place);
  const entries = Array.isArray(list) ? list : [];
  const { label } = field;
  const one = field.item?.label || label;
  const added = useRef<string>(undefined); // its first cell gets the focus: whoever adds an entry goes on to fill it in
  const adder = useRef<HTMLButtonElement>(null);

  const add = () => {
    const id = crypto.randomUUID();
    added.current = id;
    client.documents.edit(handle, (draft) => addEntry(draft, place, id));
  };
  const remove = (id: string) => {
    client.documents.edit(handle, (draft) => removeEntry(draft, place, id));
    adder.current?.focus(); // what had the focus is gone
  };
  const focus = (id: string) => (shown: HTMLElement | null) => {
    if (!shown || id !== added.current) return;
    added.current = undefined;
    shown.querySelector<HTMLElement>("input, select, textarea")?.focus();
  };

  return (
    <Fieldset variant="unstyled" className="list" legend={label}>
      <Stack gap="sm">
        {entries.length === 0 && (
          <Text size="sm" c="dimmed">
            None
          </Text>
        )}
        {entries.map((entry, index) => {
          const id = idOf(entry);
          const name = `${one} ${index + 1}`;
          return (
            <Fieldset key={id || index} ref={focus(id)} className="form entry" legend={name} p="sm">
              <Cells {...props} place={[...place, id]} within={name} />
              {!readOnly && (
                <CloseButton
                  className="remove"
                  aria-label={`Remove ${name}`}
                  title="Remove"
                  onClick={() => remove(id)}
                />
              )}
            </Fieldset>
          );
        })}
        {!readOnly && (
          <Button ref={adder} size="xs" variant="light" style={{ alignSelf: "flex-start" }} onClick={add}>
            {`Add to ${label.toLowerCase()}`}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
