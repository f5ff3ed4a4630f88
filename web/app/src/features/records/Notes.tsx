import { ImmutableString, updateText } from "@automerge/automerge/slim";
import type { DocHandle } from "@automerge/automerge-repo/slim";
import { Button, Group, Stack, Textarea, Title } from "@mantine/core";
import { useRef } from "react";
import { show } from "../../lib/schema";
import { useSession } from "../../react/client";
import { useNames } from "../../react/useNames";
import type { RecordDocument } from "../../sync/documents";

type Note = { id?: unknown; author?: unknown; at?: unknown; body?: unknown };

type Props = { handle: DocHandle<RecordDocument>; doc: RecordDocument; readOnly: boolean };

/** The record's notes: each merges by character, whoever types in it. */
export function Notes({ handle, doc, readOnly }: Props) {
  const { client } = useSession();
  const names = useNames();
  const notes = (doc.notes ?? []) as Note[];
  const added = useRef<string>(undefined); // gets the focus once it is shown: whoever adds a note goes on to type it

  const add = () => {
    const id = crypto.randomUUID();
    added.current = id;
    client.documents.edit(handle, (draft) => {
      draft.notes ??= [];
      (draft.notes as Note[]).push({
        id: new ImmutableString(id),
        author: new ImmutableString(client.user.id),
        at: new ImmutableString(new Date().toISOString()),
        body: "",
      });
    });
  };

  const focus = (note: Note) => (shown: HTMLTextAreaElement | null) => {
    if (!shown || show(note.id) !== added.current) return;
    added.current = undefined;
    shown.focus();
  };

  const write = (index: number, text: string) =>
    client.documents.edit(handle, (draft) => {
      const note = (draft.notes as Note[])[index];
      if (!note) return;
      if (typeof note.body === "string") updateText(draft, ["notes", index, "body"], text);
      else note.body = text;
    });

  return (
    <Stack mt="xl" gap="sm" component="section" aria-label="Notes">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Notes
        </Title>
        {!readOnly && (
          <Button size="xs" variant="light" onClick={add}>
            Add a note
          </Button>
        )}
      </Group>
      {notes.map((note, index) => (
        <Textarea
          key={show(note.id) || index}
          label={`${names.get(show(note.author)) ?? "Note"} · ${show(note.at).slice(0, 10)}`}
          aria-label={`Note ${index + 1}`}
          ref={focus(note)}
          value={show(note.body)}
          readOnly={readOnly}
          autosize
          minRows={2}
          onChange={(event) => write(index, event.currentTarget.value)}
        />
      ))}
    </Stack>
  );
}
