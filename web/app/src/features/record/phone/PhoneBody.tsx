import { Tabs } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { layoutOf } from "../layout/layouts";
import { wayTo } from "../layout/way";
import { Commission } from "../page/Commission";
import { FactsRow } from "../page/FactsRow";
import { Groups } from "../page/Groups";
import { Header } from "../page/Header";
import { ListRows } from "../page/ListRows";
import { mayEdit, useDoc, useRecord } from "../page/OpenRecord";
import { Rail } from "../page/Rail";
import { TextSections } from "../page/TextSections";
import { Timeline } from "../page/Timeline";
import { ActionBar } from "./ActionBar";
import { PhoneSteps } from "./PhoneSteps";
import styles from "./phone.module.css";
import { UrgentBanner } from "./UrgentBanner";

/** A record on a phone: three figures, tabs, what is most urgent, and what a thumb reaches below. */
export function PhoneBody() {
  const record = useRecord();
  const { type, shared } = record;
  const layout = layoutOf(type.name);
  const [tab, setTab] = useState<string | null>("details");
  const [writing, setWriting] = useState(0);
  const notes = useDoc(shared, (doc) => (Array.isArray(doc?.notes) ? doc.notes.length : 0));
  const lists = layout.rows.some(({ as }) => as === "checklist");
  const write = () => {
    setTab("notes");
    setWriting(writing + 1);
  };
  const edit = (path: string | undefined) => {
    const way = path === undefined ? undefined : wayTo(type, path);
    if (!way || !mayEdit(record, way.private)) return undefined;
    return () => {
      setTab(way.part);
      record.editing.set(way.pointer);
    };
  };
  const panel = (value: string, content: ReactNode) => (
    <Tabs.Panel value={value} className={styles.panel}>
      {content}
    </Tabs.Panel>
  );
  return (
    <>
      <div className={styles.scroll}>
        <div className={styles.head}>
          <Header />
          <PhoneSteps />
        </div>
        <FactsRow only={layout.phoneFacts} onEdit={edit} />
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List grow aria-label="Parts of the record">
            <Tabs.Tab value="details">Details</Tabs.Tab>
            {lists && <Tabs.Tab value="lists">Checklist</Tabs.Tab>}
            <Tabs.Tab value="notes">Notes {notes > 0 && notes}</Tabs.Tab>
            <Tabs.Tab value="related">Related</Tabs.Tab>
          </Tabs.List>
          <UrgentBanner onEdit={edit} />
          {panel(
            "details",
            <>
              <ListRows only="photos" />
              <TextSections first />
              <Groups />
              {!lists && <ListRows />}
              {layout.commission && <Commission />}
              <TextSections />
            </>,
          )}
          {lists && panel("lists", <ListRows />)}
          {panel("notes", <Timeline writing={writing} />)}
          {panel("related", <Rail />)}
        </Tabs>
      </div>
      <ActionBar onNote={write} />
    </>
  );
}
