import { Button } from "@mantine/core";
import { count } from "@roomkey/client";
import { useObservable, useObservableByFrame, useSession } from "@roomkey/client/react";
import { IconCloudOff, IconRefresh } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Banner } from "../../ui/Banner";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/useNow";
import { awayFor } from "./describe";

/** After five minutes without the server: for how long, that nothing is lost by it, and Try now. */
export function OfflineBanner() {
  const { client } = useSession();
  const state = useObservable(client.socket.connection, ({ state }) => state);
  const away = state !== "connected" && state !== "ended"; // an ended session has a banner of its own
  const unsent = useObservableByFrame(client.outbox.waiting, count);
  const [since, setSince] = useState<number>();
  const now = useNow(30_000, Date.now);
  const [closed, setClosed] = useState(false);
  useEffect(() => {
    setSince(away ? Date.now() : undefined);
    setClosed(false);
  }, [away]);
  const words = away && !closed && since !== undefined ? awayFor(since, now) : undefined;
  if (!words) return null;
  return (
    <Banner
      tone="amber"
      icon={IconCloudOff}
      title={words}
      role="status"
      onClose={() => setClosed(true)}
      actions={
        <Button size="xs" variant="default" leftSection={<Icon of={IconRefresh} />} onClick={() => client.reconnect()}>
          Try now
        </Button>
      }
    >
      You can go on: everything is kept here and sent later. {waits(unsent)}
    </Banner>
  );
}

function waits(unsent: number): string {
  if (unsent === 0) return "";
  return unsent === 1 ? "1 edit waits." : `${unsent} edits wait.`;
}
