import { hasHeads, view } from "@automerge/automerge/slim";
import { ActionIcon, Button, Slider } from "@mantine/core";
import { timeOf } from "@roomkey/client";
import { useNames, useSession } from "@roomkey/client/react";
import { IconHistory, IconX } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { type Entry, timelineOf } from "../layout/timeline";
import { docOf, useRecord } from "../page/OpenRecord";
import { useHistory } from "../page/useHistory";
import { Differences } from "./Differences";
import styles from "./history.module.css";

type Change = Extract<Entry, { kind: "change" }>;

const asked = 500; // changes, the last ones

/** The record's history: a slider from its beginning to now, who changed what, and how it was. */
export function HistoryBar({ onClose }: { onClose: () => void }) {
  const { type } = useRecord();
  const { client } = useSession();
  const names = useNames();
  const history = useHistory(asked);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const opened = setTimeout(() => section.current?.focus()); // what opened it takes the focus back as it closes
    return () => clearTimeout(opened);
  }, []);
  const close = () => {
    section.current?.closest("[data-record]")?.querySelector<HTMLElement>("[data-more]")?.focus(); // the button goes
    onClose();
  };
  const entries = useMemo(
    () =>
      timelineOf(history.changes, [], [])
        .filter((entry): entry is Change => entry.kind === "change")
        .reverse(),
    [history.changes],
  );
  const [at, setAt] = useState<number>(); // undefined: now
  const index = Math.min(at ?? entries.length, entries.length);
  const entry = entries[index];
  const name = entry && (entry.user === client.user.id ? "You" : (names.get(entry.user) ?? "Roomkey"));
  const labels = entry?.fields.map(
    (pointer) => type.fields.find((field) => field.name === pointer.split("/").at(-1))?.label ?? pointer,
  );
  return (
    <section ref={section} tabIndex={-1} aria-label="History" className={styles.history}>
      <div className={styles.bar}>
        <Icon of={IconHistory} />
        <h2>History</h2>
        {history.state === "failed" && (
          <span role="alert">
            It could not be loaded.{" "}
            <Button size="compact-sm" variant="default" onClick={history.retry}>
              Retry
            </Button>
          </span>
        )}
        {history.state === "loading" && <span role="status">Loading</span>}
        {history.state === "ready" && (
          <>
            <time className={styles.faint}>{entries[0] && timeOf(entries[0].at)}</time>
            <Slider
              className={styles.slider}
              min={0}
              max={entries.length}
              value={index}
              onChange={setAt}
              label={null}
              thumbLabel="Moment in the history"
              thumbProps={{ "aria-valuetext": entry ? `${timeOf(entry.at)}, ${name}` : "now" } as object}
            />
            <span className={styles.faint}>now</span>
          </>
        )}
        <ActionIcon variant="subtle" size={28} aria-label="Close the history" onClick={close}>
          <Icon of={IconX} />
        </ActionIcon>
      </div>
      {entry && (
        <>
          <p className={styles.who} role="status">
            <Avatar size={20} person={{ id: entry.user, name: names.get(entry.user) ?? "" }} label="" />
            <strong>{timeOf(entry.at)}</strong>
            <span>
              {name} changed {labels?.slice(0, 4).join(", ")}
            </span>
          </p>
          <AsItWas entry={entry} />
        </>
      )}
      {history.state === "ready" && !entry && (
        <p className={styles.faint}>Move the slider to see the record as it was.</p>
      )}
    </section>
  );
}

/** How the record was before the changes that an entry begins with. */
function AsItWas({ entry }: { entry: Change }) {
  const record = useRecord();
  const half = entry.private ? record.secret : record.shared;
  const doc = half && docOf(half);
  if (!half || !doc || !hasHeads(doc, entry.from)) {
    return <p className={styles.faint}>This device does not hold the record as it was then.</p>;
  }
  const then = view(doc, entry.from);
  return <Differences half={half} secret={entry.private} then={then} at={entry.at} />;
}
