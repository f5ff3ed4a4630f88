import type { Row } from "@roomkey/client";
import { useMemo, useState } from "react";
import { nothing, prune, reachTo, type Selection, toggle, toggleAll } from "./selection";
import type { ListKeys } from "./useListKeys";
import type { ListState } from "./useListQuery";

type Props = {
  rows: readonly Row[];
  list: ListState;
  peek: string | undefined;
  onOpen: (id: string) => void;
};

/** Where the keyboard is in a list, which rows are chosen, and what the keys do. */
export function useCursor({ rows, list, peek, onOpen }: Props) {
  const [active, setActive] = useState<string>();
  const [chosen, setChosen] = useState<Selection>(nothing);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useMemo(() => prune(chosen, ids), [chosen, ids]);

  const go = (to: number, reach: boolean) => {
    const id = ids[Math.max(0, Math.min(to, ids.length - 1))];
    if (id === undefined) return;
    if (reach) {
      const from = selection.from === undefined && active !== undefined ? toggle(selection, active) : selection;
      setChosen(reachTo(from, id, ids));
    }
    setActive(id);
    if (peek && peek !== id) list.search({ peek: id });
  };
  const place = active === undefined ? -1 : ids.indexOf(active);
  const withActive = (act: (id: string) => void) => {
    if (active !== undefined && place >= 0) act(active);
  };
  const keys: ListKeys = {
    onMove: (by, reach) => go(place < 0 ? 0 : place + by, reach),
    onEdge: (end) => go(end ? ids.length - 1 : 0, false),
    onSelect: () => withActive((id) => setChosen(toggle(selection, id))),
    onSelectAll: () => setChosen(toggleAll(selection, ids)),
    onPeek: () => withActive((id) => list.search({ peek: peek === id ? undefined : id })),
    onOpen: () => withActive(onOpen),
    onClear: () => (peek ? list.search({ peek: undefined }) : setChosen(nothing)),
  };
  return { active: place < 0 ? undefined : active, selection, select: setChosen, keys };
}
