import { Button, Checkbox } from "@mantine/core";
import { type Field, idOf, show } from "@roomkey/client";
import { useNames } from "@roomkey/client/react";
import { useState } from "react";
import { checklistOf } from "../../../trade/checklist";
import { countdown } from "../../../trade/countdown";
import { Avatar } from "../../../ui/Avatar";
import { ProgressBar } from "../../../ui/ProgressBar";
import { Section } from "../../../ui/Section";
import { Tick } from "../../../ui/Tick";
import { toneClass } from "../../../ui/tone";
import { setting } from "../edit/gesture";
import { AddButton } from "./AddButton";
import { Cell } from "./Cell";
import { cellNamed, useCells, useItems } from "./cells";
import { below, docOf, usePerform, useRecord } from "./OpenRecord";
import { RemoveButton } from "./RemoveButton";
import styles from "./record.module.css";

const place: [string] = ["checklist"];

/** What is to be done, by its due dates; what is done is folded away. */
export function Checklist({ field }: { field: Field }) {
  const { shared, readOnly } = useRecord();
  const items = useItems(shared, place);
  const [all, setAll] = useState(false);
  const { done, all: count } = checklistOf(items);
  const isOver = (item: Record<string, unknown>) => /^(done|na)$/.test(show(item.status));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set()); // just now: they stay in sight
  const shown = items
    .filter((item) => all || !isOver(item) || ticked.has(idOf(item)))
    .sort((a, b) => ((show(a.due) || "9") < (show(b.due) || "9") ? -1 : 1));
  return (
    <Section
      title={field.label}
      count={count > 0 ? `${done} of ${count}` : undefined}
      mark={
        count > 0 && (
          <span className={styles.sectionBar}>
            <ProgressBar label={`${field.label} done`} value={(100 * done) / count} text={`${done} of ${count}`} />
          </span>
        )
      }
      actions={
        <>
          {items.some(isOver) && (
            <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)}>
              {all ? "Hide done" : "Show done"}
            </Button>
          )}
          {!readOnly && <AddButton to={field.label} place={place} item={() => ({ status: "todo" })} edit="title" />}
        </>
      }
    >
      {shown.length === 0 && (
        <p className={styles.none}>{items.length === 0 ? "Nothing to do yet." : "All of it is done."}</p>
      )}
      <ul className={styles.checklist} aria-label={field.label}>
        {shown.map((item, index) => (
          <Row
            key={idOf(item) || index}
            field={field}
            item={item}
            onTick={() => setTicked(new Set([...ticked, idOf(item)]))}
          />
        ))}
      </ul>
    </Section>
  );
}

function Row({ field, item, onTick }: { field: Field; item: Record<string, unknown>; onTick: () => void }) {
  const record = useRecord();
  const perform = usePerform();
  const cells = useCells(field, item, place, false);
  const [title, due, assignee] = ["title", "due", "assignee"].map((name) => cellNamed(cells, name));
  const id = idOf(item);
  const name = show(item.title) || "Checklist item";
  const done = show(item.status) === "done";
  const left = done ? undefined : countdown(show(item.due), record.today);
  const tick = () => {
    onTick();
    const at = { label: name, private: false, place: below(place, id, "status") };
    perform(setting(docOf(record.shared), at, done ? "todo" : "done"));
  };
  return (
    <li className={styles.check} aria-label={name}>
      <Tick>
        <Checkbox size="xs" aria-label={`Done: ${name}`} checked={done} disabled={record.readOnly} onChange={tick} />
      </Tick>
      <span className={done ? `${styles.what} ${styles.struck}` : styles.what}>
        {title && <Cell at={title} of="" />}
      </span>
      <span className={styles.assignee}>
        {assignee && <Cell at={assignee} of={name} said={<Assignee id={show(item.assignee)} />} />}
      </span>
      <span className={left?.urgency ? `${styles.due} ${styles.urgent} ${toneClass(left.urgency)}` : styles.due}>
        {due && <Cell at={due} of={name} said={left?.urgency && left.text} />}
      </span>
      {!record.readOnly && id && <RemoveButton name={name} list={field.label} place={place} id={id} />}
    </li>
  );
}

/** Whose it is, by the face. */
function Assignee({ id }: { id: string }) {
  const names = useNames();
  if (id === "") return <span role="img" aria-label="Nobody" title="Nobody" className={styles.nobody} />;
  return <Avatar plain size={20} person={{ id, name: names.get(id) ?? "" }} />;
}
