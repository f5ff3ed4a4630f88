import type { RecordType } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useDeferredValue, useMemo } from "react";
import { ChoiceChip } from "../../ui/Chip";
import { BarTabs } from "../../ui/CommandBar";
import type { Now } from "./column";
import { compile } from "./filter";
import styles from "./lists.module.css";
import { readQuery } from "./query";
import type { ListState } from "./useListQuery";
import type { View } from "./views";

type Props = { views: View[]; list: ListState; type: RecordType; now: Now };

/** The views of a list, each with how many records it shows. */
export function ViewTabs({ views, list, type, now }: Props) {
  const counts = useCounts(views, list, type, now);
  return (
    <BarTabs label="Views">
      {views.map((view) => (
        <button
          key={view.id}
          type="button"
          aria-current={view.id === list.view.id ? "page" : undefined}
          onClick={() => list.show(view)}
        >
          {view.name} <span className={styles.count}>{counts.get(view.id)?.toLocaleString("en-US")}</span>
        </button>
      ))}
    </BarTabs>
  );
}

/** The views on a phone, as chips. */
export function ViewChips({ views, list }: Pick<Props, "views" | "list">) {
  return (
    <>
      {views.map((view) => (
        <ChoiceChip key={view.id} on={view.id === list.view.id} onClick={() => list.show(view)}>
          {view.name}
        </ChoiceChip>
      ))}
    </>
  );
}

/** How many records each view shows. */
function useCounts(views: View[], { columns }: ListState, type: RecordType, now: Now): ReadonlyMap<string, number> {
  const { client } = useSession();
  const all = useDeferredValue(useObservable(client.rows.all));
  return useMemo(() => {
    const tests = views.map((view) => compile(readQuery(view.query, columns).filters, columns.all, now));
    const counts = views.map(() => 0);
    for (const row of all.values()) {
      if (row.type !== type.name || row.archivedAt || row.deletedAt) continue;
      for (const [index, test] of tests.entries()) if (test(row)) counts[index] = (counts[index] ?? 0) + 1;
    }
    return new Map(views.map(({ id }, index) => [id, counts[index] ?? 0]));
  }, [views, columns, all, type, now]);
}
