import { Button, SegmentedControl } from "@mantine/core";
import { type Note, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo, useState } from "react";
import { Section } from "../../../ui/Section";
import { useNow } from "../../../ui/useNow";
import { relatedTo } from "../layout/related";
import { type Entry, type Meeting, timelineOf } from "../layout/timeline";
import { Composer } from "./Composer";
import { useDoc, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { TimelineEntry } from "./TimelineEntry";
import { useHistory } from "./useHistory";

const kinds = { All: undefined, Notes: "note", Changes: "change" } as const;
const page = 20; // entries

/** What people noted and changed, appointments, what the AI did: the newest first. writing rises to begin a note. */
export function Timeline({ writing = 0 }: { writing?: number }) {
  const { shared, readOnly } = useRecord();
  const [kind, setKind] = useState<keyof typeof kinds>("All");
  const [count, setCount] = useState(page);
  const history = useHistory(count * 4);
  const notes = useDoc(shared, (doc) => doc?.notes);
  const meetings = useMeetings();
  const now = useNow(30_000);
  const entries = useMemo(
    () => timelineOf(history.changes, Array.isArray(notes) ? (notes as Note[]) : [], meetings),
    [history.changes, notes, meetings],
  );
  const wanted = kinds[kind];
  const shown: Entry[] = entries.filter((entry) => !wanted || entry.kind === wanted);
  return (
    <Section
      title="Notes and timeline"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Show"
          data={Object.keys(kinds)}
          value={kind}
          onChange={(value) => setKind(value as keyof typeof kinds)}
        />
      }
    >
      <div className={styles.timeline}>
        {!readOnly && <Composer writing={writing} />}
        <ol aria-label="Timeline" className={styles.entries}>
          {shown.slice(0, count).map((entry) => (
            <TimelineEntry key={entry.key} entry={entry} now={now} />
          ))}
        </ol>
      </div>
      {history.state === "failed" && (
        <p role="alert" className={styles.none}>
          The changes could not be loaded.{" "}
          <Button variant="subtle" size="compact-sm" onClick={history.retry}>
            Retry
          </Button>
        </p>
      )}
      {(shown.length > count || (history.more && wanted !== "note")) && (
        <Button variant="subtle" size="compact-sm" onClick={() => setCount(count + page)}>
          Show earlier
        </Button>
      )}
    </Section>
  );
}

/** The appointments that concern the record. */
function useMeetings(): Meeting[] {
  const { id } = useRecord();
  const { client, schema } = useSession();
  const key = useObservable(client.rows.all, (rows) =>
    JSON.stringify(
      relatedTo(id, rows, schema.types)
        .filter(({ row }) => row.type === "appointment")
        .map(({ row, type }) => ({ id: row.id, title: titleOf(type, row.fields), at: show(row.fields.DTSTART) })),
    ),
  );
  return useMemo(() => JSON.parse(key) as Meeting[], [key]);
}
