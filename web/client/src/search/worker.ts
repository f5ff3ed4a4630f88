import type { RecordType } from "../lib/schema";
import { type Found, type SearchedRow, SearchIndex, type SearchOptions } from "./scan";

/** What the page tells the worker. */
export type Told =
  | { types: readonly RecordType[] }
  | { rows: SearchedRow[]; gone: string[] }
  | { search: string; options: SearchOptions; number: number };

/** What the worker answers to a search, by its number. */
export type Answered = { number: number; found: Found };

let index = new SearchIndex([]);

self.onmessage = ({ data }: MessageEvent<Told>) => {
  if ("types" in data) {
    index = new SearchIndex(data.types);
  } else if ("rows" in data) {
    for (const row of data.rows) index.put(row);
    for (const id of data.gone) index.remove(id);
  } else {
    self.postMessage({ number: data.number, found: index.search(data.search, data.options) } satisfies Answered);
  }
};
