/** A row that is mounted: a record, by its id, and the line where it stands. */
export type Mounted = { id: string; line: number };

/** An element of the table, and the row that it shows. */
export type Shown = Mounted & { element: number };

/** The table's elements in the order of the document, and the number that none of them has ever had. */
export type Elements = { shown: readonly Shown[]; next: number };

/**
 * Gives elements to the rows that are mounted. A record that was shown keeps its element wherever it stands now: it is
 * what somebody points at, reads or has the focus in. While the list is scrolled, one that comes gets the element of
 * one that has gone, because changing a row costs a browser a fraction of what making one does; but not the element of
 * focused, the record where the focus is, where Enter would open another. Once the list rests, what comes gets an
 * element of its own, so that no other has to be moved for it.
 */
export function recycle(before: Elements, mounted: readonly Mounted[], rests: boolean, focused?: string): Elements {
  const coming = new Map(mounted.map((row) => [row.id, row]));
  const staying = new Map<string, Mounted>();
  for (const { id } of before.shown) {
    const row = coming.get(id);
    if (row && coming.delete(id)) staying.set(id, row);
  }
  const rows = [...coming.values()];
  const shown: Shown[] = [];
  for (const { element, id } of before.shown) {
    const isFree = !rests && id !== focused;
    const row = staying.get(id) ?? (isFree ? rows.shift() : undefined);
    if (row) shown.push({ ...row, element });
  }
  let { next } = before;
  for (const row of rows) shown.push({ ...row, element: next++ });
  return { shown, next };
}

/** In the order of the lines, in which a screen reader reads them. */
export function inOrder(elements: Elements): Elements {
  return { ...elements, shown: elements.shown.toSorted((a, b) => a.line - b.line) };
}
