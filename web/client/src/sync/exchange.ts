import * as Automerge from "@automerge/automerge/slim";
import type { DocHandle, DocumentId, PeerId } from "@automerge/automerge-repo/slim";
import type { Observable } from "../lib/observable";
import type { Channel } from "./channel";
import type { Repository } from "./repository";

/** A leader that can't get a document says so within this time, in milliseconds; then there may be none. */
const answerTime = 2_000;

/**
 * Keeps the documents that several tabs have open alike: each tab tells the others its changes, raw, and the leader
 * opens what the others open, because it alone speaks with the server.
 */
export class Exchange<T extends Record<string, unknown>> {
  /** Whether a document takes no changes now, because it is being replaced. */
  isClosed: (documentId: DocumentId) => boolean = () => false;
  #repository: Repository<T>;
  #channel: Channel;
  #leads: Observable<boolean>;
  #told = new Map<DocumentId, Automerge.Heads>(); // what the other tabs have of a document
  #followed = new WeakSet<DocHandle<T>>();
  #taking = false; // what changes now came from another tab
  #asking = new Map<DocumentId, () => void>();

  constructor(repository: Repository<T>, channel: Channel, leads: Observable<boolean>) {
    this.#repository = repository;
    this.#channel = channel;
    this.#leads = leads;
    channel.on("change", ({ documentId, bytes }) => void this.#take(documentId, bytes).catch(() => undefined));
    channel.on("open", ({ documentId, heads }) => void this.#answer(documentId, heads).catch(() => undefined));
    channel.on("unavailable", ({ documentId }) => this.#asking.get(documentId)?.());
    channel.on("ephemeral", ({ documentId, sender, data, message }) => {
      const handle = this.#repository.loaded(documentId);
      if (handle && data && leads.get()) handle.emit("ephemeral-message-outbound", { handle, data });
      if (handle && sender && !leads.get()) this.#hear(handle, sender, message);
    });
  }

  /** Tells the other tabs this document's changes from now on, and asks for what they have more of it. */
  async follow(handle: DocHandle<T>): Promise<void> {
    if (this.#followed.has(handle)) return;
    this.#followed.add(handle);
    const { documentId } = handle;
    this.#told.set(documentId, headsOf(handle));
    handle.on("heads-changed", ({ doc }) => this.#tell(documentId, doc));
    handle.on("ephemeral-message-outbound", ({ data }) => {
      if (!this.#leads.get()) this.#channel.post("ephemeral", { documentId, data });
    });
    handle.on("ephemeral-message", ({ senderId, message }) => {
      if (this.#leads.get()) this.#channel.post("ephemeral", { documentId, sender: senderId, message });
    });
    this.#ask(handle);
    if (!handle.isReady() && !this.#leads.get()) await this.#answered(handle);
  }

  /** Asks again about every open document: another tab leads, or this one has slept. */
  askAll(): void {
    for (const handle of this.#repository.opened()) this.#ask(handle);
  }

  #ask(handle: DocHandle<T>): void {
    this.#channel.post("open", { documentId: handle.documentId, heads: headsOf(handle) });
  }

  /** Waits until another tab has given a document, or the leader has not. */
  async #answered(handle: DocHandle<T>): Promise<void> {
    const silence = new AbortController();
    const end = () => silence.abort();
    const timer = setTimeout(end, answerTime);
    this.#asking.set(handle.documentId, end);
    await handle.whenReady(["ready"], { signal: silence.signal }).catch(() => undefined);
    clearTimeout(timer);
    this.#asking.delete(handle.documentId);
  }

  #tell(documentId: DocumentId, doc: Automerge.Doc<T>): void {
    const before = this.#told.get(documentId) ?? [];
    this.#told.set(documentId, Automerge.getHeads(doc));
    if (this.#taking || this.isClosed(documentId) || this.#channel.isAlone) return; // a new tab asks when it opens one
    const bytes = Automerge.saveSince(doc, before);
    if (bytes.length > 0) this.#channel.post("change", { documentId, bytes });
  }

  async #take(documentId: DocumentId, bytes: Uint8Array): Promise<void> {
    let handle = this.#repository.handle(documentId);
    if (!handle && this.#leads.get()) {
      handle = await this.#repository.open(documentId);
      void this.follow(handle);
    }
    // One that is being read asks for the rest when it has been.
    if (!handle || handle.inState(["idle", "loading"]) || this.isClosed(documentId)) return;
    this.#taking = true;
    try {
      handle.update((doc) => Automerge.loadIncremental(doc, bytes));
    } finally {
      this.#taking = false;
    }
    if (this.#leads.get()) this.#repository.send(documentId);
  }

  /** Gives another tab what it lacks of a document, and asks for what is lacking here. */
  async #answer(documentId: DocumentId, heads: string[]): Promise<void> {
    let handle = this.#repository.handle(documentId);
    if (!handle && !this.#leads.get()) return;
    if (!handle || this.#leads.get()) {
      handle = await this.#repository.open(documentId);
      void this.follow(handle);
    }
    if (this.isClosed(documentId)) return;
    if (!handle.isReady()) {
      if (this.#leads.get()) this.#channel.post("unavailable", { documentId });
      return;
    }
    const doc = handle.doc();
    const known = heads.filter((head) => Automerge.hasHeads(doc, [head]));
    const bytes = Automerge.saveSince(doc, known);
    if (bytes.length > 0) this.#channel.post("change", { documentId, bytes });
    if (known.length < heads.length) this.#ask(handle);
  }

  #hear(handle: DocHandle<T>, sender: string, message: unknown): void {
    handle.emit("ephemeral-message", { handle, senderId: sender as PeerId, message });
  }
}

function headsOf(handle: DocHandle<Record<string, unknown>>): string[] {
  return handle.isReady() ? Automerge.getHeads(handle.doc()) : [];
}
