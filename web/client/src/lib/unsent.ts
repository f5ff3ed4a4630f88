/** A change that the server has not said it saved. */
export type Unsent = {
  at: number; // time of the edit, in milliseconds
  stored: boolean; // on this device's disk, so that it outlives the page
};

/** The unsent changes of one document by hash. */
export type Waiting = Readonly<Record<string, Unsent>>;

/** How many changes wait in all documents. */
export function count(waiting: Readonly<Record<string, Waiting>>): number {
  return Object.values(waiting).reduce((sum, hashes) => sum + Object.keys(hashes).length, 0);
}

/** Whether all of a document's unsent changes outlive the page. */
export function isStored(waiting: Waiting | undefined): boolean {
  return Object.values(waiting ?? {}).every(({ stored }) => stored);
}
