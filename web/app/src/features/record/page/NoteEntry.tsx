import { ActionIcon, Tooltip } from "@mantine/core";
import { idOf, mayDeleteNote, mayEditNote, type Note, show } from "@roomkey/client";
import { useNames, useSession } from "@roomkey/client/react";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Icon } from "../../../ui/Icon";
import { removing, setting } from "../edit/gesture";
import { splitMentions } from "../layout/mentions";
import { NoteForm } from "./NoteForm";
import { below, docOf, usePerform, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useTyped } from "./useTyped";
import { useUndoToast } from "./useUndo";

type Props = { note: Note; name: string; time: ReactNode };

/** One note. Its author edits it; the author and the brokers delete it. */
export function NoteEntry({ note, name, time }: Props) {
  const record = useRecord();
  const { client } = useSession();
  const names = useNames();
  const perform = usePerform();
  const toast = useUndoToast();
  const id = idOf(note);
  const pointer = `/notes/${id}/body`;
  const [typed] = useTyped(record.shared.documentId, pointer);
  const [opened, setOpened] = useState(false); // here: another window's form ends with its draft
  const editing = opened || typed !== undefined; // what was begun before a reload goes on
  const people = [...names].map(([id, name]) => ({ id, name }));
  const body = show(note.body);
  const label = `Note by ${name}`;
  const place = below(["notes"], id, "body");
  const remove = () => {
    perform(removing(docOf(record.shared), { label: "Notes", private: false, place: ["notes"] }, id));
    toast("Deleted the note");
  };
  if (editing) {
    return (
      <NoteForm
        label="Edit the note"
        action="Save"
        pointer={pointer}
        body={body}
        autoFocus={opened}
        onFocus={() => setOpened(true)}
        onSave={(text) => {
          if (text !== body) perform(setting(docOf(record.shared), { label: "Note", private: false, place }, text));
          setOpened(false);
        }}
        onCancel={() => setOpened(false)}
      />
    );
  }
  return (
    <article aria-label={label} className={styles.noteEntry}>
      <div className={styles.noteHead}>
        <strong>{name}</strong> {time}
        <span className={styles.noteActions}>
          {!record.readOnly && mayEditNote(client.user, note) && (
            <Tooltip label="Edit">
              <ActionIcon size={24} variant="subtle" aria-label="Edit the note" onClick={() => setOpened(true)}>
                <Icon of={IconPencil} size="inline" />
              </ActionIcon>
            </Tooltip>
          )}
          {!record.readOnly && mayDeleteNote(client.user, note) && (
            <Tooltip label="Delete">
              <ActionIcon size={24} variant="subtle" aria-label="Delete the note" onClick={remove}>
                <Icon of={IconTrash} size="inline" />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </div>
      <p className={styles.note}>
        {splitMentions(body, people).map((part, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
          part.id ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>,
        )}
      </p>
    </article>
  );
}
