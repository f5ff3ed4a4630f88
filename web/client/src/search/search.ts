import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { RecordType } from "../lib/schema";
import { idle } from "../sync/idle";
import type { Answered, Told } from "./answer";
import { isSearched } from "./record";
import { type Found, type SearchedRow, SearchIndex, type SearchOptions } from "./scan";

/** What a worker is to the page; tests give their own. */
export type Port = {
  postMessage(told: Told): void;
  onmessage: ((event: MessageEvent<Answered>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
};

/** Milliseconds after a change until the worker is told: a burst of changes is told at once. A search does not wait. */
const settles = 100;

/** And at most, while the page has more urgent things to do. */
const patience = 1_500;

type Asked = { typed: string; options: SearchOptions; resolve: (found: Found) => void };

/** Rows that one message to the worker holds: the page copies them in a few milliseconds. */
const rowsAtOnce = 250;

/**
 * Searches the rows of this device, with the server's rules and answers, in a worker of its own: typing goes on while
 * it searches. Where there can be no worker, the page does it itself. A search sees every row that was there when it
 * was asked.
 */
export class RecordSearch {
  #rows: Observable<ReadonlyMap<string, Row>>;
  #fields: Map<string, string[]>; // that are searched, by type
  #types: readonly RecordType[];
  #start: () => Port | undefined;
  #port: Port | undefined; // once it is told the first rows
  #started = false;
  #index: SearchIndex; // in the place of a worker
  #fed = new Map<string, Row>(); // what the worker knows
  #last: ReadonlyMap<string, Row> | undefined; // all rows, once the worker knows them
  #feeding: Promise<void> | undefined;
  #asked = new Map<number, Asked>(); // what the worker has not answered
  #number = 0;
  #waiting = 0; // searches that wait until the worker knows all
  #hurry = () => {};
  #idle: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unwatch: () => void;

  /**
   * While isBusy, or where there were no rows, the worker is told later, or when somebody searches. Of many rows a part
   * is told whenever isIdle resolves.
   */
  constructor(
    rows: Observable<ReadonlyMap<string, Row>>,
    types: readonly RecordType[],
    start = startWorker,
    isBusy = new Observable(false),
    isIdle: () => Promise<void> = idle,
  ) {
    this.#types = types;
    this.#start = start;
    this.#idle = isIdle;
    this.#rows = rows;
    this.#fields = new Map(types.map((type) => [type.name, type.fields.filter(isSearched).map(({ name }) => name)]));
    this.#index = new SearchIndex(types);
    const unwatchRows = rows.watch(() => {
      this.#timer ??= setTimeout(() => void this.#feed(), isBusy.get() || !this.#started ? patience : settles);
    });
    const unwatchBusy = isBusy.watch(() => {
      if (this.#timer !== undefined && !isBusy.get()) void this.#feed();
    });
    this.#unwatch = () => {
      unwatchRows();
      unwatchBusy();
    };
    void this.#feed();
  }

  /** The records that a person means by what they typed, the best found first. Of space alone it finds nothing. */
  async search(typed: string, options: SearchOptions = {}): Promise<Found> {
    this.#waiting++;
    this.#hurry();
    await this.#feed().finally(() => this.#waiting--);
    const port = this.#port;
    if (!port) return this.#index.search(typed, options);
    const number = this.#number++;
    return new Promise((resolve) => {
      this.#asked.set(number, { typed, options, resolve });
      port.postMessage({ search: typed, options, number });
    });
  }

  /** Ends the worker. */
  stop(): void {
    this.#unwatch();
    clearTimeout(this.#timer);
    this.#port?.terminate();
  }

  /** Starts the worker, once: a page has more urgent things to do than this before there are rows. */
  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    this.#port = this.#start();
    if (!this.#port) return;
    this.#port.onmessage = ({ data }) => this.#answer(data);
    this.#port.onerror = () => this.#giveUp();
    this.#port.postMessage({ types: this.#types });
  }

  #answer({ number, found }: Answered): void {
    this.#asked.get(number)?.resolve(found);
    this.#asked.delete(number);
  }

  /** The worker can't run: from now on, the page searches. */
  #giveUp(): void {
    this.#port?.terminate();
    this.#port = undefined;
    this.#fed.clear();
    this.#last = undefined;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { typed, options, resolve } of asked) void this.search(typed, options).then(resolve);
  }

  /** Tells the worker what has changed. Calls that come meanwhile wait for the same. */
  #feed(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#feeding ??= this.#feedAll().finally(() => {
      this.#feeding = undefined;
    });
    return this.#feeding;
  }

  async #feedAll(): Promise<void> {
    for (;;) {
      const all = this.#rows.get();
      if (all === this.#last) return;
      const changed: Row[] = [];
      for (const row of all.values()) if (this.#fed.get(row.id) !== row) changed.push(row);
      const gone = [...this.#fed.keys()].filter((id) => !all.has(id));
      if (changed.length === 0 && gone.length === 0) {
        this.#last = all;
        return;
      }
      for (const id of gone) this.#fed.delete(id);
      this.#tell([], gone);
      for (let at = 0; at < changed.length; at += rowsAtOnce) {
        if (at > 0) await this.#rest();
        const part = changed.slice(at, at + rowsAtOnce);
        for (const row of part) this.#fed.set(row.id, row);
        this.#tell(part, []);
      }
    }
  }

  /** Lets others have the page, between two parts: for a moment where a search waits, else until it has time. */
  async #rest(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#waiting > 0) return;
    const hurried = new Promise<void>((resolve) => {
      this.#hurry = resolve;
    });
    await Promise.race([this.#idle(), hurried]);
  }

  #tell(rows: Row[], gone: string[]): void {
    this.#begin();
    const searched = rows.map((row) => this.#searched(row));
    if (this.#port) {
      this.#port.postMessage({ rows: searched, gone });
      return;
    }
    for (const row of searched) this.#index.put(row);
    for (const id of gone) this.#index.remove(id);
  }

  /** What of a row is searched: no private field, and nothing that would be copied in vain. */
  #searched({ id, type, fields, updatedAt, archivedAt, deletedAt }: Row): SearchedRow {
    const names = this.#fields.get(type) ?? [];
    const searched = Object.fromEntries(names.map((name) => [name, (fields as Record<string, unknown>)[name]]));
    return { id, type, fields: searched, updatedAt, archivedAt, deletedAt } as SearchedRow;
  }
}

/** A worker in a thread of its own; undefined where there can be none. */
export function startWorker(): Port | undefined {
  try {
    return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  } catch {
    return undefined; // not a browser, or one that forbids it
  }
}
