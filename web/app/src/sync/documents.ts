import * as Automerge from "@automerge/automerge/slim";
import {
  type AutomergeUrl,
  type DocHandle,
  type DocumentId,
  type NetworkAdapterInterface,
  Repo,
  stringifyAutomergeUrl,
} from "@automerge/automerge-repo/slim";
import { IndexedDBStorageAdapter } from "@automerge/automerge-repo-storage-indexeddb";
import { documentIdOf } from "../lib/documentid";
import type { Outbox } from "./outbox";

/** A record's document: its type and its fields by name. */
export type RecordDocument = { type: string } & Record<string, unknown>;

/** This device's documents: kept in IndexedDB, edited at once, synced whenever there is a connection. */
export class Documents {
  readonly repo: Repo;
  #outbox: Outbox;
  #actorPrefix: string;
  #actors = new Set<DocumentId>();

  constructor(user: string, actorPrefix: string, network: NetworkAdapterInterface, outbox: Outbox) {
    this.#outbox = outbox;
    this.#actorPrefix = actorPrefix;
    this.repo = new Repo({
      storage: new IndexedDBStorageAdapter(databaseName(user)),
      network: [network],
      // We ask for what is opened here and offer nothing else.
      sharePolicy: async () => true,
    });
  }

  /** Opens a record's document; the handle is ready at once where this device has it. */
  async open(documentId: DocumentId, signal?: AbortSignal): Promise<DocHandle<RecordDocument>> {
    const url: AutomergeUrl = stringifyAutomergeUrl({ documentId });
    const handle = await this.repo.find<RecordDocument>(url, { signal });
    this.#becomeAuthor(handle);
    return handle;
  }

  openRecord(id: string, signal?: AbortSignal): Promise<DocHandle<RecordDocument>> {
    return this.open(documentIdOf(id), signal);
  }

  /** Opens again every document that has changes which the server does not have: only open documents are synced. */
  async reopenUnsent(): Promise<void> {
    for (const documentId of Object.keys(this.#outbox.waiting.get())) {
      await this.open(documentId as DocumentId).catch(() => undefined); // stays in the outbox, and the badge counts it
    }
  }

  /** One gesture of the user: one change, on this device at once, in the outbox until the server has saved it. */
  edit(handle: DocHandle<RecordDocument>, change: (doc: RecordDocument) => void): void {
    const before = Automerge.getHeads(handle.doc());
    handle.change(change);
    const last = Automerge.getLastLocalChange(handle.doc());
    if (!last || Automerge.getHeads(handle.doc()).join() === before.join()) return;
    this.#outbox.add(handle.documentId, Automerge.decodeChange(last).hash, Date.now());
  }

  /** Deletes this device's copies. */
  async wipe(user: string): Promise<void> {
    await this.repo.shutdown();
    this.#outbox.clear();
    indexedDB.deleteDatabase(databaseName(user));
  }

  /** Gives the document an actor that the server issued to this user, once each time it is loaded. */
  #becomeAuthor(handle: DocHandle<RecordDocument>): void {
    if (this.#actors.has(handle.documentId)) return;
    this.#actors.add(handle.documentId);
    const random = crypto.getRandomValues(new Uint8Array(8));
    const actor = this.#actorPrefix + [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    handle.update((doc) => Automerge.clone(doc, { actor }));
  }
}

function databaseName(user: string): string {
  return `roomkey-${user}`;
}
