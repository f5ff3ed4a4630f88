import type { RecordType } from "@roomkey/client";
import { useDeferredValue, useMemo } from "react";
import { ChoiceChip } from "../../ui/Chip";
import { BarTabs } from "../../ui/CommandBar";
import type { Now } from "./column";
import { countOf } from "./counts";
import styles from "./lists.module.css";
import type { ListState } from "./useListQuery";
import { useRows } from "./useRows";
import type { View } from "./views";

type Props = { views: View[]; list: ListState; type: RecordType; now: Now };

/** The views of a list, each with how many records it shows; that of archived ones where it is open. */
export function ViewTabs({ views, list, type, now }: Props) {
  const all = useDeferredValue(useRows()); // the list itself comes first
  const counts = useMemo(() => countOf(views, type, all.values(), now), [views, type, all, now]);
  return (
    <BarTabs label="Views">
      {views
        .filter(({ id, archived }) => !archived || id === list.view.id)
        .map((view) => (
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
