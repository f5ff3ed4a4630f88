import * as Automerge from "@automerge/automerge/slim";
import {
  type DocHandle,
  type DocumentId,
  type NetworkAdapterInterface,
  Repo,
  type StorageAdapterInterface,
  type StorageKey,
  stringifyAutomergeUrl,
} from "@automerge/automerge-repo/slim";
import { automergeMissing } from "./automerge";
import { Hurry } from "./hurry";
import { tellingAll } from "./tellingAll";

/** The repository writes a changed document after this time at the latest, in milliseconds. */
export const saveDelay = 100;

/** A part of a stored document. All parts of a document, loaded one after the other, are the document. */
export type Chunk = { key: StorageKey; data: Uint8Array | undefined };

/**
 * An automerge-repo whose documents can also be closed, and replaced on the disk. The library has no public calls for
 * that, so this file and hurry.ts use its internals, and no other file does. `Repo.handles` is the cache itself,
 * `synchronizer`, its `docSynchronizers` and `flush` are hidden, a handle saves through its listeners, and chunks lie
 * under [document, "snapshot"] and [document, "incremental"]. Their tests check each of these against the installed
 * version.
 */
export class Repository<T extends Record<string, unknown>> {
  #repo: Repo;
  #hurry: Hurry;
  #storage: StorageAdapterInterface;

  constructor(network: NetworkAdapterInterface, storage: StorageAdapterInterface) {
    this.#storage = storage;
    // The server is the only peer. It hears of each document that is opened here.
    this.#repo = new Repo({
      storage,
      network: [network],
      saveDebounceRate: saveDelay,
      sharePolicy: async () => true,
    });
    this.#hurry = new Hurry(this.#repo);
  }

  /** Opens a document: ready where this device has it or a peer sends it, else unavailable. */
  async open(documentId: DocumentId): Promise<DocHandle<T>> {
    const missing = automergeMissing();
    if (missing) await missing;
    const url = stringifyAutomergeUrl({ documentId });
    return tellingAll(await this.#repo.find<T>(url, { allowableStates: ["ready", "unavailable"] }));
  }

  /** Puts a document that is nowhere else yet under its id. Its handle is ready. */
  create(documentId: DocumentId, doc: Automerge.Doc<T>): DocHandle<T> {
    return tellingAll(this.#repo.import<T>(Automerge.save(doc), { docId: documentId }));
  }

  /** The handle of a document that is open or being opened, whatever its state. */
  handle(documentId: DocumentId): DocHandle<T> | undefined {
    return this.#repo.handles[documentId] as DocHandle<T> | undefined;
  }

  /** The handles of all documents that are open. */
  opened(): DocHandle<T>[] {
    return Object.values(this.#repo.handles).filter((handle) => !handle.inState(["idle", "loading"]));
  }

  /** The handle of a document that is open and ready. */
  loaded(documentId: DocumentId): DocHandle<T> | undefined {
    const handle = this.#repo.handles[documentId];
    return handle?.isReady() ? (handle as DocHandle<T>) : undefined;
  }

  /** Makes actor (hexadecimal) the author of later changes through this handle, until the document is loaded again. */
  setActor(handle: DocHandle<T>, actor: string): void {
    handle.update((doc) => Automerge.clone(doc, { actor }));
  }

  /** Sends what was changed in an open document, sooner than the library does. */
  send(documentId: DocumentId): void {
    this.#hurry.send(documentId);
  }

  /** Writes an open document now. Rejects where the disk is full. */
  flush(documentId: DocumentId): Promise<void> {
    return this.#repo.flush([documentId]);
  }

  /** Writes all of an open document beside what is stored of it. */
  async rewrite(documentId: DocumentId): Promise<void> {
    const doc = this.loaded(documentId)?.doc();
    if (doc) await this.#storage.save([documentId, "snapshot", Automerge.getHeads(doc).join()], Automerge.save(doc));
  }

  /** Closes a document. When this returns, its handle neither saves nor syncs, and its last changes are written. */
  async close(documentId: DocumentId): Promise<void> {
    const handle = this.#repo.handles[documentId];
    if (!handle) return;
    // The repository registers a handle once it has read the document, so one that is still loading would come back.
    while (handle.inState(["idle", "loading"])) await pause(saveDelay / 5);
    handle.removeAllListeners();
    delete this.#repo.handles[documentId];
    this.#repo.synchronizer.removeDocument(documentId);
    this.#hurry.forget(documentId);
    await pause(2 * saveDelay); // a save that was due before may still run
  }

  /** The chunks that are stored of a document, in the order in which they are to be loaded. */
  async chunks(documentId: DocumentId): Promise<Chunk[]> {
    const snapshots = await this.#storage.loadRange([documentId, "snapshot"]);
    return [...snapshots, ...(await this.#storage.loadRange([documentId, "incremental"]))];
  }

  /** Stores a document that is closed in place of its chunks. */
  async replaceChunks(documentId: DocumentId, doc: Automerge.Doc<T>, chunks: Chunk[]): Promise<void> {
    await this.#storage.save([documentId, "snapshot", crypto.randomUUID()], Automerge.save(doc));
    for (const { key } of chunks) await this.#storage.remove(key);
  }

  /** Deletes what is stored of a document that is closed. */
  async remove(documentId: DocumentId): Promise<void> {
    for (const kind of ["snapshot", "incremental", "sync-state"]) await this.#storage.removeRange([documentId, kind]);
  }

  /** Disconnects, and writes what is not written yet. */
  shutdown(): Promise<void> {
    const open = this.opened().filter((handle) => handle.isReady());
    for (const adapter of this.#repo.networkSubsystem.adapters) adapter.disconnect();
    return this.#repo.flush(open.map(({ documentId }) => documentId));
  }

  /** Disconnects, and deletes what is stored of every document. Nothing can be opened any more. */
  async wipe(): Promise<void> {
    await this.shutdown();
    await this.#storage.removeRange([]);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
