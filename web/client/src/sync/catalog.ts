/** Where documents come from, many at once. */
export const bulkPath = "/sync/bulk";

/** Rows of the first page of a catalog, so that there is a list soon; and of a later one: each costs a round trip. */
const firstPage = 500;
const laterPage = 2_000;

/** Where the page after a cursor is; of an empty one, the first. */
export function catalogPath(cursor: string): string {
  return `/catalog?after=${encodeURIComponent(cursor)}&limit=${cursor === "" ? firstPage : laterPage}`;
}
