import { NativeSelect } from "@mantine/core";
import type { HeldDocuments } from "@roomkey/client";
import { useObservable, useObservableByFrame, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import { Fact, Facts } from "../../ui/Fact";
import { Section } from "../../ui/Section";
import { howToInstall, keptWords, limits, size } from "./device";
import styles from "./SettingsPage.module.css";

/** What this device keeps, so that the app works without a connection, and how much it may. */
export default function StoragePage() {
  const { client } = useSession();
  const rows = useObservable(client.rows.all);
  const limit = useObservable(client.held.limit);
  const waiting = useObservableByFrame(client.outbox.waiting, () => client.outbox.count);
  const disk = useObservable(client.disk.state);
  const { held, estimate, persisted } = useMeasured();
  const install = howToInstall(navigator.userAgent, navigator.maxTouchPoints, isInstalled());
  return (
    <Section title="On this device">
      <Facts>
        <Fact label="Records in lists">{rows.size.toLocaleString("en-US")}</Fact>
        <Fact label="Kept for offline">{held ? keptWords(held) : "–"}</Fact>
        <Fact label="Edits that wait">{waiting === 0 ? "None" : waiting.toLocaleString("en-US")}</Fact>
        <Fact label="Used in all">{estimate?.usage === undefined ? "–" : size(estimate.usage)}</Fact>
        <Fact label="Room">{estimate?.quota === undefined ? "–" : size(estimate.quota)}</Fact>
      </Facts>
      <NativeSelect
        mt="md"
        maw={320}
        label="Keep at most"
        description="Beyond it, records that were opened longest ago go from this device, and come again when you open
          them. Those with edits that were not sent stay."
        data={limits(limit)}
        value={String(limit)}
        onChange={(event) => client.held.setLimit(Number(event.currentTarget.value))}
      />
      <p className={styles.muted}>
        {disk === "writable"
          ? "Every edit is kept here before it is sent."
          : "This device has no room or does not allow storage: edits end with the page until they are sent."}{" "}
        {persisted === false && "The browser may delete it when the disk is full; edits that were sent are never lost."}
      </p>
      {install && <p className={styles.muted}>{install}</p>}
    </Section>
  );
}

/** Whether the page is shown by the installed app, without the browser's own bars. */
function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches;
}

/** What this device holds: measured when the page opens and when documents were removed, for that reads them all. */
function useMeasured() {
  const { client } = useSession();
  const limit = useObservable(client.held.limit);
  const removals = useObservable(client.held.removals);
  const [held, setHeld] = useState<HeldDocuments>();
  const [estimate, setEstimate] = useState<StorageEstimate>();
  const [persisted, setPersisted] = useState<boolean>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: limit and removals say when to measure again
  useEffect(() => {
    let left = false;
    const measure = async () => {
      const [documents, all] = await Promise.all([client.held.measure(), navigator.storage?.estimate()]);
      if (left) return;
      setHeld(documents);
      setEstimate(all);
    };
    void measure().catch(() => undefined);
    void navigator.storage?.persisted().then((kept) => left || setPersisted(kept));
    return () => {
      left = true;
    };
  }, [client, limit, removals]);
  return { held, estimate, persisted };
}
