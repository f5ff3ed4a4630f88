import type { DocumentId } from "@automerge/automerge-repo/slim";
import { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import { Bulk } from "./bulk";
import type { Disk } from "./disk";
import type { Documents } from "./documents";
import type { DocumentStore } from "./documentstore";
import type { Drafts } from "./drafts";
import type { Held } from "./held";
import type { Rows } from "./rows";

/** Which documents are on this device: fetches those that it lacks, and removes what is beyond its limit. */
export class Downloads {
  /** Whether a download is under way. */
  readonly running = new Observable(false);
  readonly #bulk: Bulk;
  readonly #documents: Documents;
  readonly #drafts: Drafts;
  readonly #held: Held;
  readonly #rows: Rows;
  readonly #leads: Observable<boolean>;
  #kept?: IDBDatabase;
  #grown = false; // documents came, and no room was made for them yet
  #first?: readonly Row[]; // of a catalog, which came before it was known whether this tab leads

  constructor(
    store: DocumentStore,
    disk: Disk,
    documents: Documents,
    drafts: Drafts,
    held: Held,
    rows: Rows,
    leads: Observable<boolean>,
  ) {
    this.#bulk = new Bulk(store, disk);
    this.#documents = documents;
    this.#drafts = drafts;
    this.#held = held;
    this.#rows = rows;
    this.#leads = leads;
  }

  /** Reads what this device has fetched, again where another tab may have. Without a database nothing is fetched. */
  async start(database: IDBDatabase | undefined): Promise<void> {
    this.#kept = database;
    await this.#bulk.start(database);
  }

  /** This tab leads from now on. */
  lead(): void {
    if (this.#first) void this.run(this.#first).catch(() => undefined);
    this.#first = undefined;
  }

  /** Fetches what this device lacks, and makes room if documents came. */
  async catchUp(): Promise<void> {
    await this.run();
    if (!this.#grown) return;
    this.#grown = false;
    await this.makeRoom();
  }

  /**
   * Fetches the documents that this device lacks. It begins with the first page of the catalog, whose rows are not
   * shown yet, without a socket.
   */
  async run(more: readonly Row[] = []): Promise<void> {
    if (!this.#leads.get() && more.length > 0) this.#first ??= more;
    if (!this.#kept || !this.#leads.get()) return;
    const isOpen = (documentId: string) => this.#documents.isInHand(documentId as DocumentId);
    const isLeft = (documentId: string) => isOpen(documentId) || this.#held.isEvicted(documentId);
    const rows = () => [...more, ...this.#rows.all.get().values()];
    this.running.set(true);
    const run = this.#bulk.run(rows, isLeft).finally(() => this.running.set(this.#bulk.isRunning));
    if ((await run) > 0) this.#grown = true;
  }

  /** Removes what is beyond the limit of this device; what is open or being opened, not sent or being typed stays. */
  async makeRoom(): Promise<void> {
    if (!this.#leads.get()) return;
    const typed = new Set([...this.#drafts.all.get().values()].map(({ documentId }) => documentId));
    const isUsed = (id: DocumentId) => this.#documents.isOpen(id) || this.#documents.isInHand(id);
    const stays = (id: string) => isUsed(id as DocumentId) || typed.has(id);
    await this.#held.evict(this.#rows.all.get().values(), stays);
  }

  /** Forgets what was fetched. */
  clear(): Promise<void> {
    return this.#bulk.clear();
  }
}
