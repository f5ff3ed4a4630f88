import { useNames, useNaming, useSession } from "@roomkey/client/react";
import { IconCalendar, IconServer, IconSparkles } from "@tabler/icons-react";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { type Entry, when } from "../layout/timeline";
import { tellChange } from "./changeWords";
import { NoteEntry } from "./NoteEntry";
import { docOf, useRecord } from "./OpenRecord";
import { RecordLink } from "./RecordLink";
import styles from "./record.module.css";

/** One entry of the timeline. */
export function TimelineEntry({ entry, now }: { entry: Entry; now: number }) {
  const names = useNames();
  const { client } = useSession();
  const name = entry.user === client.user.id ? "You" : (names.get(entry.user) ?? "A colleague");
  const time = (
    <time className={styles.faint} dateTime={entry.at} title={new Date(entry.at).toLocaleString("en-US")}>
      {when(entry.at, now)}
    </time>
  );
  switch (entry.kind) {
    case "note":
      return (
        <li className={styles.entry}>
          <Avatar size={20} person={{ id: entry.user, name: names.get(entry.user) ?? "" }} label="" />
          <NoteEntry note={entry.note} name={name} time={time} />
        </li>
      );
    case "appointment":
      return (
        <li className={styles.entry}>
          <span className={styles.dot}>
            <Icon of={IconCalendar} size="inline" />
          </span>
          <span>
            Appointment <RecordLink id={entry.id} /> {time}
          </span>
        </li>
      );
  }
  return (
    <li className={styles.entry}>
      <Author entry={entry} />
      <span>
        <ChangeWords entry={entry} name={name} /> {time}
      </span>
    </li>
  );
}

type ChangeEntry = Extract<Entry, { kind: "change" }>;

function Author({ entry }: { entry: ChangeEntry }) {
  const names = useNames();
  if (entry.task) {
    return (
      <span className={`${styles.dot} ${styles.ai}`}>
        <Icon of={IconSparkles} size="inline" />
      </span>
    );
  }
  if (entry.user === "") {
    return (
      <span className={styles.dot}>
        <Icon of={IconServer} size="inline" />
      </span>
    );
  }
  return <Avatar size={20} person={{ id: entry.user, name: names.get(entry.user) ?? "" }} label="" />;
}

/** What was changed: "Priya Nair set Purchase price $612,500 $615,000". */
function ChangeWords({ entry, name }: { entry: ChangeEntry; name: string }) {
  const record = useRecord();
  const nameOf = useNaming();
  const who = (
    <strong>
      {entry.task ? `An AI task, accepted by ${name === "You" ? "you" : name},` : entry.user === "" ? "Roomkey" : name}
    </strong>
  );
  const label = (pointer: string) => {
    const root = pointer.split("/").at(-1);
    return record.type.fields.find((field) => field.name === root)?.label ?? root;
  };
  if (entry.made && entry.user !== "")
    return (
      <>
        {who} made this {record.type.label.toLowerCase()}
      </>
    );
  if (entry.field === "") {
    const labels = entry.fields.map(label);
    const shown = labels.slice(0, 3).join(", ");
    return (
      <>
        {who} set {labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown}
      </>
    );
  }
  const root = entry.field.split("/").at(-1) ?? "";
  const half = entry.private ? record.secret : record.shared;
  const told = tellChange(record.type, root, half && docOf(half), entry, nameOf);
  if (told.what !== undefined) {
    return (
      <>
        {who} {told.what} {told.label}
      </>
    );
  }
  if (told.before === undefined && told.after === undefined)
    return (
      <>
        {who} changed {told.label}
      </>
    );
  return (
    <>
      {who} {told.after ? "set" : "cleared"} {told.label} {told.before && <del>{told.before}</del>}{" "}
      {told.after && <ins>{told.after}</ins>}
    </>
  );
}
