/** A document that this device holds. */
export type HeldDocument = {
  id: string;
  bytes: number;
  openedAt: number; // when somebody last opened it here, in milliseconds; 0: never
  changedAt: number; // when its record was last changed, in milliseconds
};

/**
 * The documents that have to go so that the others have at most limit bytes: first those that were opened longest ago
 * or never, and of these those that were changed longest ago. Never one that has to stay, whatever that costs.
 */
export function evicted(held: readonly HeldDocument[], limit: number, stays: (id: string) => boolean): string[] {
  let bytes = held.reduce((sum, document) => sum + document.bytes, 0);
  if (bytes <= limit) return [];
  const order = held.toSorted((a, b) => a.openedAt - b.openedAt || a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1));
  const gone: string[] = [];
  for (const document of order) {
    if (bytes <= limit) break;
    if (stays(document.id)) continue;
    bytes -= document.bytes;
    gone.push(document.id);
  }
  return gone;
}
