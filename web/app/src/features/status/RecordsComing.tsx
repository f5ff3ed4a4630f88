import { useObservable, useSession } from "@roomkey/client/react";
import { Coming } from "../../ui/Coming";

/** Stands where a device has no records yet: they are on their way, or why they don't come. */
export function RecordsComing({ rows }: { rows?: number }) {
  const { client } = useSession();
  const failed = useObservable(client.rows.failed);
  return (
    <Coming
      title="Your records could not be fetched"
      why={failed}
      rows={rows}
      onRetry={() => void client.rows.catchUp().catch(() => undefined)}
    >
      They are asked for again by themselves.
    </Coming>
  );
}
