import { show } from "@roomkey/client";
import { useNames } from "@roomkey/client/react";
import { IconCalendarDue, IconCash, IconKey, IconWalk } from "@tabler/icons-react";
import { Avatar } from "../../../ui/Avatar";
import { Icon, type IconType } from "../../../ui/Icon";
import { firstName } from "../../../ui/person";
import { Section } from "../../../ui/Section";
import { toneClass } from "../../../ui/tone";
import { shortDay } from "../layout/day";
import { type Deadline, deadlinesOf } from "../layout/deadlines";
import { PossibleDuplicates } from "../manage/PossibleDuplicates";
import { contingencyIcons } from "./Contingencies";
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

const icons: Readonly<Record<string, IconType>> = {
  ...contingencyIcons,
  finalWalkThroughDate: IconWalk,
  closeOfEscrowDate: IconKey,
  "earnestMoneyDeposit.dueDate": IconCash,
};

function Deadlines() {
  const record = useRecord();
  const key = useDoc(record.shared, (doc) =>
    JSON.stringify(deadlinesOf(record.type, doc ?? {}, undefined, record.today)),
  );
  const hidden = useDoc(record.secret, (doc) =>
    JSON.stringify(doc ? deadlinesOf(record.type, {}, doc, record.today) : []),
  );
  const all = [...(JSON.parse(key) as Deadline[]), ...(JSON.parse(hidden) as Deadline[])];
  if (all.length === 0) return null;
  const deadlines = all.sort((a, b) => (a.day < b.day ? -1 : 1));
  return (
    <Section small title="Deadlines">
      <ol aria-label="Deadlines" className={styles.deadlines}>
        {deadlines.map(({ key, label, day, left, kind }) => (
          <li key={key} className={left.urgency ? `${styles.urgent} ${toneClass(left.urgency)}` : undefined}>
            <span className={styles.dot}>
              <Icon of={icons[kind] ?? IconCalendarDue} size="inline" />
            </span>
            <span>{label}</span>
            <time dateTime={day}>{left.urgency ? left.text : shortDay(day, record.today)}</time>
          </li>
        ))}
      </ol>
    </Section>
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
