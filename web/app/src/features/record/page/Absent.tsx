import { Button } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import { IconFileOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { EmptyState } from "../../../ui/EmptyState";
import { SkeletonRows } from "../../../ui/SkeletonRows";

const slowAfter = 2_000; // milliseconds; reading it from the disk takes less

/** Stands for a record that this device has not, or not yet. */
export function Absent({ type, loading, online }: { type: RecordType; loading: boolean; online: boolean }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfter);
    return () => clearTimeout(timer);
  }, []);
  if (loading && (online || !slow)) return slow ? <SkeletonRows rows={10} /> : null;
  return (
    <EmptyState
      icon={IconFileOff}
      tone="gray"
      title={online ? "This record can't be opened" : "This record isn't here"}
      actions={
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/$plural" params={{ plural: type.plural }} search={{}} {...props} />}
        >
          All {type.labels.toLowerCase()}
        </Button>
      }
    >
      {online
        ? "There is no such record, or you may not open it."
        : "This record isn't on this device. It opens when you are connected."}
    </EmptyState>
  );
}
