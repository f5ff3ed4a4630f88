import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";

/** As long as a note may be, in bytes of UTF-8 (crm.MaxTextBytes). */
const maxBytes = 400_000;

type Props = { label: string; body?: string; onSave: (body: string) => void; onCancel: () => void };

/** A note that is being written: nobody sees it before it is saved. */
export function NoteEditor({ label, body = "", onSave, onCancel }: Props) {
  const [text, setText] = useState(body);
  const tooLong = text.length > maxBytes / 3 && new TextEncoder().encode(text).length > maxBytes;
  return (
    <Stack gap="xs">
      <Textarea
        label={label}
        value={text}
        error={tooLong && "This is longer than a note may be"}
        autoFocus
        autosize
        minRows={2}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button size="xs" disabled={tooLong || text.trim() === ""} onClick={() => onSave(text)}>
          Save note
        </Button>
        <Button size="xs" variant="subtle" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
