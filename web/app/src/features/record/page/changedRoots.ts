/** The root fields that differ between two states of a document, as a row has them: as JSON, undefined where gone. */
export function changedRoots(before: object, after: object): Record<string, unknown> {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  const changed: Record<string, unknown> = {};
  for (const name of names) {
    if (old[name] === now[name]) continue;
    changed[name] = now[name] === undefined ? undefined : JSON.parse(JSON.stringify(now[name]));
  }
  return changed;
}
