import { Button } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconArchive } from "@tabler/icons-react";
import { Banner } from "../../../ui/Banner";
import { mayManage } from "../manage/rights";
import { useManage } from "../manage/useManage";
import { useRecord } from "./OpenRecord";

/** Says that the record is archived: it is in no list, and can be brought back. */
export function ArchivedBanner() {
  const { id } = useRecord();
  const { client } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const { restore } = useManage();
  if (!row?.archivedAt) return null;
  return (
    <Banner
      tone="gray"
      icon={IconArchive}
      role="status"
      title="Archived."
      actions={
        mayManage(client.user, row) && (
          <Button size="xs" variant="default" onClick={() => void restore()}>
            Restore
          </Button>
        )
      }
    >
      It is in no list until it is restored.
    </Banner>
  );
}
