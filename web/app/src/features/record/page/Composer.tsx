import { serverNow } from "@roomkey/client";
import { useNames, useOwnName, useSession } from "@roomkey/client/react";
import { IconMessagePlus } from "@tabler/icons-react";
import { useState } from "react";
import { Avatar } from "../../../ui/Avatar";
import { useCommands } from "../../../ui/commands";
import { firstName } from "../../../ui/person";
import { useShortcuts } from "../../../ui/useShortcuts";
import { adding } from "../edit/gesture";
import { mentioned } from "../layout/mentions";
import { NoteForm } from "./NoteForm";
import { useDoc, usePerform, useRecord } from "./OpenRecord";
import { useHere } from "./others";
import styles from "./record.module.css";
import { titleText } from "./titleText";

/** A new note: nobody sees it before it is posted, and then all of it. What is typed is kept meanwhile. */
export function Composer({ writing }: { writing: number }) {
  const { id: record, type, shared } = useRecord();
  const { client } = useSession();
  const names = useNames();
  const name = useOwnName();
  const perform = usePerform();
  const [asked, setAsked] = useState(0); // for the focus, by the key N
  const title = useDoc(shared, (doc) => titleText(type, doc));
  const ask = () => setAsked(asked + 1);
  useShortcuts([{ keys: "n", label: "New note", group: "This record", opens: true, run: ask }]);
  // The palette gives the focus back to what had it when it closes: the note's turn comes after that.
  useCommands(`On ${title}`, [{ label: "Add a note", icon: IconMessagePlus, keys: "n", run: () => setTimeout(ask) }]);
  const typing = useHere(record).filter((one) => one.typing?.startsWith("/notes"));
  const people = [...names].map(([id, name]) => ({ id, name }));
  const post = (body: string) => {
    const mentions = mentioned(body, people).filter((id) => id !== client.user.id);
    const note = {
      id: crypto.randomUUID(),
      author: client.user.id,
      at: new Date(serverNow()).toISOString(),
      body,
      ...(mentions.length > 0 ? { mentions } : {}),
    };
    perform(adding({ label: "Note", private: false, place: ["notes"] }, note));
  };
  return (
    <div className={styles.entry}>
      <Avatar size={20} person={{ id: client.user.id, name }} label="" />
      <NoteForm
        key={asked + writing}
        label="New note"
        action="Post"
        pointer="/notes/-"
        onSave={post}
        autoFocus={asked + writing > 0}
      >
        {typing.length > 0 && (
          <span className={styles.faint}>
            {typing.map(({ user }) => firstName(names.get(user) ?? "A colleague")).join(", ")} typing
          </span>
        )}
      </NoteForm>
    </div>
  );
}
