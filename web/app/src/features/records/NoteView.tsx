import { Button, Group, Paper, Text } from "@mantine/core";
import { useState } from "react";
import { NoteEditor } from "./NoteEditor";

type Props = {
  name: string;
  heading: string;
  body: string;
  onEdit: ((body: string) => void) | undefined; // undefined: this user may not
  onDelete: (() => void) | undefined;
};

/** One note to read; its author can edit it. */
export function NoteView({ name, heading, body, onEdit, onDelete }: Props) {
  const [editing, setEditing] = useState(false);
  if (editing && onEdit) {
    const save = (text: string) => {
      onEdit(text);
      setEditing(false);
    };
    return (
      <NoteEditor label={`Edit ${name.toLowerCase()}`} body={body} onSave={save} onCancel={() => setEditing(false)} />
    );
  }
  return (
    <Paper component="article" aria-label={name} withBorder p="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {heading}
        </Text>
        <Group gap="xs">
          {onEdit && (
            <Button size="compact-xs" variant="subtle" aria-label={`Edit ${name}`} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )}
          {onDelete && (
            <Button size="compact-xs" variant="subtle" color="red" aria-label={`Delete ${name}`} onClick={onDelete}>
              Delete
            </Button>
          )}
        </Group>
      </Group>
      <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{body}</Text>
    </Paper>
  );
}
