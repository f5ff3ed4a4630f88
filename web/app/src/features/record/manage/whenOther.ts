import type { Observable, Row } from "@roomkey/client";

/**
 * Calls changed once one of these rows is another one than it was: changed, archived, deleted or no longer to be read;
 * at once where it is so already. Stops when the returned function is called.
 */
export function whenOther(
  all: Observable<ReadonlyMap<string, Row>>,
  rows: readonly Row[],
  changed: () => void,
): () => void {
  let told = false;
  const look = () => {
    if (told || rows.every((row) => all.get().get(row.id) === row)) return;
    told = true;
    changed();
  };
  look();
  return all.watch(look);
}
