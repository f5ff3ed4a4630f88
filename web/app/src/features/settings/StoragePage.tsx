import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import { Fact, Facts } from "../../ui/Fact";
import { Section } from "../../ui/Section";
import styles from "./SettingsPage.module.css";

/** What this device keeps, so that the app works without a connection. */
export default function StoragePage() {
  const { client } = useSession();
  const rows = useObservable(client.rows.all);
  const waiting = useObservable(client.outbox.waiting);
  const disk = useObservable(client.disk.state);
  const [estimate, setEstimate] = useState<StorageEstimate>();
  const [kept, setKept] = useState<boolean>();
  useEffect(() => {
    void navigator.storage?.estimate().then(setEstimate);
    void navigator.storage?.persisted().then(setKept);
  }, []);
  return (
    <Section title="On this device">
      <Facts>
        <Fact label="Records">{rows.size.toLocaleString("en-US")}</Fact>
        <Fact label="Edits that wait">{Object.keys(waiting).length === 0 ? "None" : client.outbox.count}</Fact>
        <Fact label="Used">{estimate?.usage === undefined ? "–" : megabytes(estimate.usage)}</Fact>
        <Fact label="Room">{estimate?.quota === undefined ? "–" : megabytes(estimate.quota)}</Fact>
      </Facts>
      <p className={styles.muted}>
        {disk === "writable"
          ? "Everything that you may read is kept here, and every edit before it is sent."
          : "This device has no room or does not allow storage: edits end with the page until they are sent."}{" "}
        {kept === false && "The browser may delete it when the disk is full; edits that were sent are never lost."}
      </p>
    </Section>
  );
}

function megabytes(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return megabytes > 1_000 ? `${(megabytes / 1_000).toFixed(1)} GB` : `${Math.round(megabytes)} MB`;
}
