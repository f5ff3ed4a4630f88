import type { RecordType } from "../lib/schema";
import { type Found, type SearchedRow, SearchIndex, type SearchOptions } from "./scan";

/** What the page tells the worker: the schema first, rows as they come and go, and what somebody searches for. */
export type Told =
  | { types: readonly RecordType[] }
  | { rows: SearchedRow[]; gone: string[] }
  | { search: string; options: SearchOptions; number: number };

/** What the worker answers to a search, by its number. */
export type Answered = { number: number; found: Found };

/** The worker's side: takes what it is told, in order, and answers searches. */
export class Answers {
  #index = new SearchIndex([]);

  take(told: Told): Answered | undefined {
    if ("search" in told) return { number: told.number, found: this.#index.search(told.search, told.options) };
    if ("types" in told) {
      this.#index = new SearchIndex(told.types);
      return undefined;
    }
    for (const row of told.rows) this.#index.put(row);
    for (const id of told.gone) this.#index.remove(id);
    return undefined;
  }
}
