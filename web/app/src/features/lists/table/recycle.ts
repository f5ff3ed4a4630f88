/** An element of the table, and the line that it shows. Elements stand in the order of the document. */
export type Shown = { element: number; line: number };

/**
 * Gives the lines that are mounted to elements: a line that was shown stays where it is, and a new one gets the element
 * of a line that has gone, because changing a row costs a browser a fraction of what making one does. Once the list
 * rests, the elements are put into the order of their lines, which is the order in which a screen reader reads them.
 */
export function recycle(before: readonly Shown[], lines: readonly number[], rests: boolean): Shown[] {
  const wanted = new Set(lines);
  for (const { line } of before) wanted.delete(line);
  const mounted = new Set(lines);
  const coming = [...wanted];
  const shown: Shown[] = [];
  const used = new Set<number>();
  for (const { element, line } of before) {
    const now = mounted.has(line) ? line : coming.shift();
    if (now === undefined) continue;
    shown.push({ element, line: now });
    used.add(element);
  }
  for (let element = 0; coming.length > 0; element++) {
    if (!used.has(element)) shown.push({ element, line: coming.shift() as number });
  }
  return rests ? shown.sort((a, b) => a.line - b.line) : shown;
}
