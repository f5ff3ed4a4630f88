import { Button } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconArchive, IconFilterOff } from "@tabler/icons-react";
import { EmptyState } from "../../ui/EmptyState";
import { recordsIcon } from "../../ui/recordIcons";
import { RecordsComing } from "../status/RecordsComing";
import type { ListedType } from "./column";
import type { ListState } from "./useListQuery";

type Props = { type: ListedType; list: ListState; q: string };

/** Stands where a list has no rows: because they are on their way, none pass the filters, or there are none. */
export function NothingListed({ type, list, q }: Props) {
  const { client } = useSession();
  const loaded = useObservable(client.rows.loaded);
  const some = useObservable(client.rows.all, (rows) => [...rows.values()].some((row) => row.type === type.name));
  const many = type.labels.toLowerCase();
  if (!loaded && !some) return <RecordsComing />;
  if (list.view.archived && !q && list.query.filters.length === 0) {
    return <EmptyState icon={IconArchive} title={`No archived ${many}`} />;
  }
  if (q || some) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title={`No ${many} match`}
        actions={
          <Button variant="default" onClick={() => (q ? list.search({ q: undefined }) : list.update({ filters: [] }))}>
            {q ? "Clear the search" : "Clear the filters"}
          </Button>
        }
      >
        {q ? `Nothing that this view shows has “${q}” in it.` : "No record passes all filters of this view."}
      </EmptyState>
    );
  }
  return <EmptyState icon={recordsIcon(type.name)} title={`No ${many} yet`} />;
}
