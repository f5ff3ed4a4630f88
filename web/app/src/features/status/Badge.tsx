import { Badge as Pill, Tooltip } from "@mantine/core";
import { count } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import { describe } from "./describe";

/** Connected, reconnecting or offline, and how many edits wait. */
export function Badge() {
  const { client } = useSession();
  const connection = useObservable(client.socket.connection);
  const waiting = useObservable(client.outbox.waiting);
  const lastSync = useObservable(client.lastSync);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (connection.state !== "waiting") return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [connection]);

  const { label, colour } = describe(connection, count(waiting), now);
  return (
    <Tooltip label={lastSync ? `Last saved at ${new Date(lastSync).toLocaleTimeString()}` : "Nothing sent yet"}>
      <Pill component="output" color={colour} variant="light" aria-label="Connection" tt="none">
        {label}
      </Pill>
    </Tooltip>
  );
}
