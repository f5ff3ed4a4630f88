import { Tooltip, VisuallyHidden } from "@mantine/core";
import { count } from "@roomkey/client";
import { useObservable, useObservableByFrame, useSession } from "@roomkey/client/react";
import { IconCircleCheck, IconCloudOff, IconPlugOff, IconRefresh } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { toneClass } from "../../ui/tone";
import { useNow } from "../../ui/useNow";
import styles from "./Badge.module.css";
import { describe, savedWhen } from "./describe";

const icons = { connected: IconCircleCheck, coming: IconRefresh, away: IconCloudOff, ended: IconPlugOff };

/** What the badge says now. */
function useConnection() {
  const { client } = useSession();
  const connection = useObservable(client.socket.connection);
  const unsent = useObservableByFrame(client.outbox.waiting, count);
  const lastSync = useObservableByFrame(client.lastSync, (at) => at && Math.floor(at / 60_000) * 60_000);
  const isStale = useObservable(client.rows.failed) !== undefined;
  const now = useNow(connection.state === "waiting" ? 1_000 : 60_000, Date.now);
  return { ...describe(connection, unsent, now, isStale), saved: savedWhen(lastSync, unsent) };
}

/** Connected, reconnecting or offline, how many edits wait, and when the last one was saved: at the sidebar's foot. */
export function Badge() {
  const { label, waiting, look, tone, saved } = useConnection();
  return (
    <Tooltip label={`${label}. ${waiting}${saved}`} position="right" disabled={look === "connected" && !waiting}>
      <div className={`${styles.badge} ${toneClass(tone)}`}>
        <span className={styles.icon}>
          <Icon of={icons[look]} size="large" />
        </span>
        <div className={styles.lines}>
          <Words label={label} waiting={waiting} className={styles.status} />
          <span className={styles.detail}>{waiting || look === "connected" ? saved : ""}</span>
        </div>
      </div>
    </Tooltip>
  );
}

/**
 * The same on a phone: a strip above the words of the page's bar, whose place is always free, so nothing moves when the
 * connection goes. While all is well, and where a banner says why there is none, it is for screen readers alone.
 */
export function BadgeStrip() {
  const { label, waiting, look, tone } = useConnection();
  const words = <Words label={label} waiting={waiting} />;
  if (look === "ended" || (look === "connected" && !waiting)) return <VisuallyHidden>{words}</VisuallyHidden>;
  return (
    <div className={`${styles.strip} ${toneClass(tone)}`}>
      <Icon of={icons[look]} size="inline" />
      {words}
    </div>
  );
}

function Words({ label, waiting, className }: { label: string; waiting: string; className?: string }) {
  return (
    <output aria-label="Connection" className={className}>
      <span className={className && styles.label}>{label}</span>
      {waiting && (
        <>
          <span className={className && styles.hidden}> · </span>
          <span className={className && styles.detail}>{waiting}</span>
        </>
      )}
    </output>
  );
}
