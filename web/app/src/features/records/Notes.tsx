import type { DocHandle } from "@automerge/automerge-repo/slim";
import { Button, Group, Stack, Title } from "@mantine/core";
import type { RecordDocument } from "@roomkey/client";
import { addNote, editNote, idOf, mayDeleteNote, mayEditNote, type Note, removeEntry, show } from "@roomkey/client";
import { useNames, useSession } from "@roomkey/client/react";
import { useState } from "react";
import { NoteEditor } from "./NoteEditor";
import { NoteView } from "./NoteView";

type Props = { handle: DocHandle<RecordDocument>; doc: RecordDocument; readOnly: boolean };

/** The record's notes. Each is posted whole, and edited by its author alone. */
export function Notes({ handle, doc, readOnly }: Props) {
  const { client } = useSession();
  const names = useNames();
  const [adding, setAdding] = useState(false);
  const notes = (doc.notes ?? []) as Note[];

  const add = (body: string) => {
    const note = { id: crypto.randomUUID(), author: client.user.id, at: new Date().toISOString(), body };
    client.documents.edit(handle, (draft) => addNote(draft, note));
    setAdding(false);
  };

  return (
    <Stack mt="xl" gap="sm" component="section" aria-label="Notes">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Notes
        </Title>
        {!readOnly && !adding && (
          <Button size="xs" variant="light" onClick={() => setAdding(true)}>
            Add a note
          </Button>
        )}
      </Group>
      {notes.map((note, index) => {
        const id = idOf(note);
        return (
          <NoteView
            key={id || index}
            name={`Note ${index + 1}`}
            heading={`${names.get(show(note.author)) ?? "Note"} · ${show(note.at).slice(0, 10)}`}
            body={show(note.body)}
            onEdit={
              !readOnly && mayEditNote(client.user, note)
                ? (body) => client.documents.edit(handle, (draft) => editNote(draft, id, body))
                : undefined
            }
            onDelete={
              !readOnly && mayDeleteNote(client.user, note)
                ? () => client.documents.edit(handle, (draft) => removeEntry(draft, ["notes"], id))
                : undefined
            }
          />
        );
      })}
      {adding && <NoteEditor label="New note" onSave={add} onCancel={() => setAdding(false)} />}
    </Stack>
  );
}
