import { useMediaQuery } from "@mantine/hooks";
import { useObservable } from "@roomkey/client/react";
import { memo, type ReactNode, useState } from "react";
import { HistoryBar } from "../history/HistoryBar";
import { layoutOf } from "../layout/layouts";
import { groupsOf, placed, pointerOf } from "../layout/place";
import { RecordMenu } from "../manage/RecordMenu";
import { PhoneBody } from "../phone/PhoneBody";
import { ArchivedBanner } from "./ArchivedBanner";
import { Commission } from "./Commission";
import { FactsRow } from "./FactsRow";
import { Groups } from "./Groups";
import { Header } from "./Header";
import { LeftDrafts } from "./LeftDrafts";
import { ListRows } from "./ListRows";
import { useRecord } from "./OpenRecord";
import { OtherRefusals } from "./OtherRefusals";
import { Rail } from "./Rail";
import { RecordBar } from "./RecordBar";
import { RecordCommands } from "./RecordCommands";
import styles from "./record.module.css";
import { Stepper } from "./Stepper";
import { TextSections } from "./TextSections";
import { Timeline } from "./Timeline";
import { useUndoKeys } from "./useUndo";

/** The parts of a record's page in their order. */
export const RecordBody = memo(function RecordBody({ actions }: { actions?: ReactNode }) {
  const { type, id, shared, secret, past } = useRecord();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const isPast = useObservable(past);
  const [away, setAway] = useState(false);
  useUndoKeys();
  const layout = layoutOf(type.name);
  const paths = groupsOf(type).flatMap(({ left, right }) => [...left, ...right]);
  const pointers = new Set(paths.flatMap((path) => placed(type, path) ?? []).map(pointerOf));
  return (
    <div className={styles.page} data-record={id}>
      <RecordBar
        named={away && !phone}
        actions={
          <>
            {actions}
            <RecordMenu onHistory={() => past.set(true)} />
          </>
        }
      />
      <RecordCommands />
      <ArchivedBanner />
      {isPast && <HistoryBar onClose={() => past.set(false)} />}
      <OtherRefusals type={type} documentId={shared.documentId} pointers={pointers} />
      {secret && <OtherRefusals type={type} documentId={secret.documentId} pointers={pointers} />}
      <LeftDrafts />
      {phone ? (
        <PhoneBody />
      ) : (
        <div className={styles.columns}>
          <div className={styles.main} data-away={away || undefined}>
            <Header onAway={setAway} />
            <ListRows only="photos" />
            <Stepper />
            <FactsRow />
            <TextSections first />
            <Groups />
            <ListRows />
            {layout.commission && <Commission />}
            <TextSections />
            <Timeline />
          </div>
          <Rail />
        </div>
      )}
    </div>
  );
});
