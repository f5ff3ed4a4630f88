import { Button } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Banner } from "../../ui/Banner";
import { Icon } from "../../ui/Icon";
import { whyInWords } from "../../ui/why";

const slowAfter = 3_000; // milliseconds; until then it is asked again once or twice

/** While there is a connection and the lists could not be brought up to date: that they are old, why, and Try now. */
export function StaleBanner() {
  const { client } = useSession();
  const failed = useObservable(client.rows.failed);
  const some = useObservable(client.rows.all, (rows) => rows.size > 0); // else the pages themselves say it
  const connected = useObservable(client.socket.connection, ({ state }) => state === "connected");
  const stale = failed !== undefined && some && connected;
  const [slow, setSlow] = useState(false);
  const [closed, setClosed] = useState(false);
  useEffect(() => {
    setSlow(false);
    setClosed(false);
    if (!stale) return;
    const timer = setTimeout(() => setSlow(true), slowAfter);
    return () => clearTimeout(timer);
  }, [stale]);
  if (!stale || !slow || closed) return null;
  return (
    <Banner
      tone="amber"
      icon={IconAlertTriangle}
      title="What is shown may be out of date."
      role="status"
      onClose={() => setClosed(true)}
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon of={IconRefresh} />}
          onClick={() => void client.rows.catchUp().catch(() => undefined)}
        >
          Try now
        </Button>
      }
    >
      {whyInWords(failed)}
    </Banner>
  );
}
