import { show } from "@roomkey/client";
import { useNames } from "@roomkey/client/react";
import { countdown } from "../../../trade/countdown";
import { type Day, shortDay } from "../../../trade/days";
import { type Deadline, deadlinesOf } from "../../../trade/deadlines";
import { Avatar } from "../../../ui/Avatar";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import { Icon } from "../../../ui/Icon";
import { firstName } from "../../../ui/person";
import { Section } from "../../../ui/Section";
import { toneClass } from "../../../ui/tone";
import { PossibleDuplicates } from "../manage/PossibleDuplicates";
import { useItems } from "./cells";
import { useDoc, useRecord } from "./OpenRecord";
import { type Here, useHere } from "./others";
import { RelatedRecords } from "./RelatedRecords";
import styles from "./record.module.css";
import { Suggestions } from "./Suggestions";

/** What stands beside the record: who is here, what the AI suggests, what is due, what belongs to it. */
export function Rail() {
  return (
    <aside aria-label="Context" className={styles.rail}>
      <HereNow />
      <Suggestions />
      <Deadlines />
      <PossibleDuplicates />
      <RelatedRecords />
      <Parties />
    </aside>
  );
}

function HereNow() {
  const { id } = useRecord();
  const names = useNames();
  const here = useHere(id);
  if (here.length === 0) return null;
  return (
    <Section small title="Here now">
      <ul aria-label="Here now" className={styles.railRows}>
        {here.map((one) => (
          <li key={one.user} className={styles.railRow}>
            <Avatar
              person={{ id: one.user, name: names.get(one.user) ?? "" }}
              label=""
              editing={one.editing !== undefined}
            />
            <span>
              <strong>{firstName(names.get(one.user) ?? "A colleague")}</strong> <Doing here={one} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What somebody does: "is editing Purchase price". */
function Doing({ here: { editing, typing } }: { here: Here }) {
  const { type } = useRecord();
  const labelOf = (pointer: string) => {
    const name = pointer.replace(/^\/private/, "").split("/")[1];
    return type.fields.find((field) => field.name === name)?.label ?? "this record";
  };
  if (typing?.startsWith("/notes")) return <>is typing a note</>;
  const field = editing ?? typing;
  return <>{field ? `is editing ${labelOf(field)}` : "is viewing"}</>;
}

/** What is due by its dates; the checklist has a section of its own. */
function Deadlines() {
  const record = useRecord();
  const { today } = record;
  const type = record.type.name;
  const key = useDoc(record.shared, (doc) => JSON.stringify(deadlinesOf({ type, fields: doc ?? {} }, today)));
  const hidden = useDoc(record.secret, (doc) =>
    JSON.stringify(doc ? deadlinesOf({ type, fields: {}, private: doc }, today) : []),
  );
  const all = [...(JSON.parse(key) as Deadline[]), ...(JSON.parse(hidden) as Deadline[])];
  const deadlines = all.filter(({ kind }) => kind !== "checklist").sort((a, b) => (a.day < b.day ? -1 : 1));
  if (deadlines.length === 0) return null;
  return (
    <Section small title="Deadlines">
      <ol aria-label="Deadlines" className={styles.deadlines}>
        {deadlines.map((deadline) => (
          <DeadlineRow key={deadline.key} deadline={deadline} today={today} />
        ))}
      </ol>
    </Section>
  );
}

function DeadlineRow({ deadline: { label, day, kind }, today }: { deadline: Deadline; today: Day }) {
  const left = countdown(day, today);
  return (
    <li className={left?.urgency ? `${styles.urgent} ${toneClass(left.urgency)}` : undefined}>
      <span className={styles.dot}>
        <Icon of={deadlineIcons[kind]} size="inline" />
      </span>
      <span>{label}</span>
      <time dateTime={day}>{left?.urgency ? left.text : shortDay(day, today)}</time>
    </li>
  );
}

/** Who takes part, at a glance; they are edited in their section. */
function Parties() {
  const { shared } = useRecord();
  const parties = useItems(shared, ["parties"]).filter(({ contact }) => show(contact) !== "");
  if (parties.length === 0) return null;
  return (
    <Section small title="Parties">
      <ul aria-label="Parties at a glance" className={styles.railRows}>
        {parties.map((party, index) => (
          <li key={show(party.id) || index} className={styles.party}>
            <span>{show(party.contact)}</span>
            <span className={styles.faint}>{show(party.role)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
