import { useObservable, useSession } from "@roomkey/client/react";
import { ErrorState } from "../../ui/ErrorState";
import { SkeletonRows } from "../../ui/SkeletonRows";

/** Stands where a device has no records yet: they are on their way, or why they don't come. */
export function RecordsComing({ rows }: { rows?: number }) {
  const { client } = useSession();
  const failed = useObservable(client.rows.failed);
  if (!failed) return <SkeletonRows rows={rows} />;
  return (
    <ErrorState
      title="Your records could not be fetched"
      why={failed}
      onRetry={() => void client.rows.catchUp().catch(() => undefined)}
    >
      They are asked for again by themselves.
    </ErrorState>
  );
}
