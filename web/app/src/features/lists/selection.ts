/** Which rows are chosen, and the row from which a further choice with Shift reaches. */
export type Selection = { ids: ReadonlySet<string>; from: string | undefined };

export const nothing: Selection = { ids: new Set(), from: undefined };

/** Chooses a row, or gives it up. */
export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, from: id };
}

/** Chooses all rows between the last one that was chosen and this one, in the order in which they are shown. */
export function reachTo({ ids, from }: Selection, id: string, shown: readonly string[]): Selection {
  const end = shown.indexOf(id);
  const start = from === undefined ? end : shown.indexOf(from);
  if (end < 0) return { ids, from };
  const next = new Set(ids);
  const first = start < 0 ? end : Math.min(start, end);
  for (const between of shown.slice(first, Math.max(start, end) + 1)) next.add(between);
  return { ids: next, from: start < 0 ? id : from };
}

/** All rows that are shown, or none where all are chosen. */
export function toggleAll({ ids }: Selection, shown: readonly string[]): Selection {
  return shown.length > 0 && shown.every((id) => ids.has(id)) ? nothing : { ids: new Set(shown), from: shown[0] };
}

/** Whether all, some or none of the rows that are shown are chosen. */
export function share({ ids }: Selection, shown: readonly string[]): "all" | "some" | "none" {
  if (ids.size === 0) return "none";
  const chosen = shown.filter((id) => ids.has(id)).length;
  return chosen === 0 ? "none" : chosen === shown.length ? "all" : "some";
}

/** Only the rows that are still there: nobody edits what a filter or a colleague has taken away. */
export function prune(selection: Selection, shown: readonly string[]): Selection {
  if (selection.ids.size === 0) return selection;
  const there = new Set(shown);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  return ids.size === selection.ids.size ? selection : { ids, from: selection.from };
}
