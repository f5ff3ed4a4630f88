import * as Automerge from "@automerge/automerge/slim";
import type {
  DocHandle,
  DocumentId,
  NetworkAdapterInterface,
  StorageAdapterInterface,
} from "@automerge/automerge-repo/slim";
import { serverNow } from "../lib/clock";
import { Observable } from "../lib/observable";
import { stepsOf } from "../lib/pointer";
import { automergeMissing } from "./automerge";
import type { Channel } from "./channel";
import { Exchange } from "./exchange";
import type { Lost, LostRecord } from "./lost";
import { carriedOver } from "./moved";
import type { Notices, Refusal } from "./notices";
import type { Outbox } from "./outbox";
import { withoutRefused, writtenBy } from "./refused";
import { Repository, saveDelay } from "./repository";

/** A record's document: its type and its fields by name. */
export type RecordDocument = { type: string } & Record<string, unknown>;

/** Why the server refused changes. */
export type Reason = Pick<Refusal, "code" | "message" | "field">;

/** What belongs together is refused within this time, in milliseconds. */
const refusalDelay = 200;

/** What the server has of a document that is open arrives within this time, in milliseconds. */
const arrivalTime = 60_000;

/** A document that was not there yet is looked for again after this time, in milliseconds. */
const retryDelay = 2_000;

/** This device's documents: kept in IndexedDB, edited at once, synced whenever there is a connection. */
export class Documents {
  /** Rises for a document whose handle was replaced: whoever shows it opens it again. */
  readonly replaced = new Observable<Readonly<Record<string, number>>>({});
  /** Edits that the server refused, or took and put right. */
  readonly notices: Notices;
  /** Records that were deleted or lost under the user's hands. */
  readonly lost: Lost;
  /** The documents in which those of renewed records go on: whoever shows one opens the other. */
  readonly moved = new Observable<Readonly<Record<string, DocumentId>>>({});
  /** Called with each document that is opened here. */
  onOpen: (documentId: string) => void = () => {};
  #repository: Repository<RecordDocument>;
  #outbox: Outbox;
  #channel: Channel;
  #leads: Observable<boolean>;
  #exchange: Exchange<RecordDocument>;
  #actorPrefix: string;
  #authors = new WeakSet<DocHandle<RecordDocument>>();
  #replacing = new Map<string, Promise<void>>();
  #rejected = new Map<string, Map<string, Reason>>();
  #forgetting = new Set<string>();

  constructor(
    actorPrefix: string,
    network: NetworkAdapterInterface,
    storage: StorageAdapterInterface,
    outbox: Outbox,
    notices: Notices,
    lost: Lost,
    channel: Channel,
    leads = new Observable(true),
  ) {
    this.#repository = new Repository(network, storage);
    this.#outbox = outbox;
    this.notices = notices;
    this.lost = lost;
    this.#channel = channel;
    this.#actorPrefix = actorPrefix;
    this.#leads = leads;
    this.#exchange = new Exchange(this.#repository, channel, leads);
    this.#exchange.isClosed = (documentId) => this.#replacing.has(documentId);
    channel.on("replaced", ({ documentId }) => {
      if (!leads.get()) void this.#replace(documentId, () => this.#repository.close(documentId));
    });
    channel.on("moved", ({ documentId, to }) => this.moved.update((all) => ({ ...all, [documentId]: to })));
  }

  /** Opens a document; the handle is ready at once where this device has it, and unavailable where nobody gives it. */
  async open(id: string): Promise<DocHandle<RecordDocument>> {
    const documentId = id as DocumentId;
    this.onOpen(documentId);
    for (let busy = this.#replacing.get(documentId); busy; busy = this.#replacing.get(documentId)) await busy;
    const handle = await this.#repository.open(documentId);
    await this.#exchange.follow(handle);
    return handle;
  }

  /**
   * Makes a document that is nowhere else yet, by one change. It is in the outbox, and on this device's disk, when the
   * promise resolves. The server learns of it as of any other change.
   */
  async create(documentId: DocumentId, change: (doc: RecordDocument) => void): Promise<void> {
    const missing = automergeMissing();
    if (missing) await missing;
    const time = Math.floor(serverNow() / 1_000);
    const doc = Automerge.change(Automerge.init<RecordDocument>({ actor: this.#newActor() }), { time }, change);
    const [made] = Automerge.getAllChanges(doc);
    if (!made) return;
    const handle = this.#repository.create(documentId, doc);
    this.#outbox.add(documentId, Automerge.decodeChange(made).hash, Date.now(), made);
    void this.#exchange.follow(handle); // the tab that leads asks for it, and sends it
    await this.#repository.flush(documentId).catch(() => undefined); // the disk is full: the page says so
  }

  /** Another tab leads, or this one has slept: asks for what was missed of the documents that are open. */
  catchUp(): void {
    this.#exchange.askAll();
  }

  /** This tab leads from now on. Writes what no tab has written of these documents, and has unsent changes sent. */
  async lead(unwritten: DocumentId[]): Promise<void> {
    this.catchUp();
    await Promise.all(unwritten.map((documentId) => this.#repository.rewrite(documentId)));
    await this.reopenUnsent();
  }

  /** Opens again every document that has changes which the server does not have: only open documents are synced. */
  async reopenUnsent(): Promise<void> {
    await Promise.all(
      this.#unsent().map(async (documentId) => {
        const handle = await this.open(documentId);
        if (handle.isReady()) await this.#restore(handle);
      }),
    );
  }

  /** One gesture of the user: one change, on this device at once, in the outbox until the server has saved it. */
  edit(handle: DocHandle<RecordDocument>, change: (doc: RecordDocument) => void): string | undefined {
    return this.change(handle.documentId, change);
  }

  /**
   * Changes a document that is open: the one way in which anything writes. The change is in the outbox, and its write
   * committed, when this returns; so it survives the end of the page. Gives the change's hash, or undefined where it
   * changes nothing or the document is not open.
   */
  change(documentId: string, change: (doc: RecordDocument) => void): string | undefined {
    const handle = this.#current(documentId as DocumentId);
    if (!handle) return undefined;
    this.#becomeAuthor(handle);
    const time = Math.floor(serverNow() / 1_000);
    let made: { hash: string; bytes: Uint8Array } | undefined;
    handle.update((doc) => {
      const before = Automerge.getHeads(doc).join();
      const changed = Automerge.change(doc, { time }, change);
      // A local change is the only head there is, before any listener hears of it: its hash needs no decoding.
      const [hash] = Automerge.getHeads(changed);
      const bytes = hash === before ? undefined : Automerge.getLastLocalChange(changed);
      if (hash && bytes) made = { hash, bytes };
      return changed;
    });
    if (!made) return undefined;
    const { hash, bytes } = made;
    this.#outbox.add(handle.documentId, hash, Date.now(), bytes);
    this.#repository.send(handle.documentId);
    return hash;
  }

  /** The server has these changes, and all that they depend on, on disk. */
  saved(documentId: DocumentId, hashes: string[]): void {
    this.#outbox.drop(documentId, hashes);
    const left = Object.keys(this.#outbox.waiting.get()[documentId] ?? {});
    const doc = this.#repository.loaded(documentId)?.doc();
    const known = doc ? hashes.filter((hash) => Automerge.hasHeads(doc, [hash])) : [];
    if (!doc || left.length === 0 || known.length === 0) return;
    const since = new Set(Automerge.getChangesMetaSince(doc, known).map(({ hash }) => hash));
    this.#outbox.drop(
      documentId,
      left.filter((hash) => !since.has(hash) && Automerge.hasHeads(doc, [hash])),
    );
  }

  /** The server will never take these changes: they are taken out, and what can be kept is written again. */
  rejected(documentId: DocumentId, hashes: string[], reason: Reason): void {
    const reasons = this.#rejected.get(documentId);
    if (reasons) {
      for (const hash of hashes) reasons.set(hash, reason);
      return;
    }
    this.#rejected.set(documentId, new Map(hashes.map((hash) => [hash, reason])));
    setTimeout(() => void this.#replace(documentId, () => this.#takeOut(documentId)), refusalDelay);
  }

  /**
   * The record was renewed: documentId takes no more changes after heads, and to continues it. What the server has not
   * saved of the old document is written again in the new one.
   */
  async goOn(documentId: DocumentId, heads: string[], to: DocumentId): Promise<void> {
    const fresh = await this.open(to);
    const old = await this.open(documentId);
    if (!fresh.isReady() || (old.isReady() && !(await this.#holds(old, heads)))) {
      const waiting = this.#outbox.hashes(documentId).length > 0;
      if (waiting) setTimeout(() => void this.goOn(documentId, heads, to), retryDelay);
      return; // without edits that wait it is told again when there is one
    }
    this.saved(documentId, heads);
    await this.#carryOver(documentId, fresh);
    this.moved.update((all) => ({ ...all, [documentId]: to }));
    this.#channel.post("moved", { documentId, to });
  }

  /** The server has accepted these changes and put a field right: their author is told, with what they wrote there. */
  repaired(documentId: DocumentId, hashes: string[], reason: Reason): void {
    const doc = this.#repository.loaded(documentId)?.doc();
    const root = stepsOf(reason.field ?? "").steps[0] ?? "";
    this.notices.add(
      documentId,
      "repaired",
      hashes.map((hash) => {
        const value = doc ? writtenBy(doc, hash)[root] : undefined;
        return { hash, ...reason, lost: value === undefined ? {} : { [root]: shown(value) } };
      }),
    );
  }

  /**
   * The user lost the record: this device's copy goes, and what had not been sent is told as refused, with its words.
   * Gives these.
   */
  async forget(documentId: DocumentId): Promise<LostRecord["typed"]> {
    if (this.#forgetting.has(documentId)) return []; // events and the catalog tell it twice
    this.#forgetting.add(documentId);
    const told: LostRecord["typed"] = [];
    await this.#replace(documentId, async () => {
      if (this.#leads.get()) told.push(...(await this.#tellUnsent(documentId)));
      await this.#repository.close(documentId);
      if (this.#leads.get()) await this.#repository.remove(documentId);
    });
    this.#forgetting.delete(documentId);
    return told;
  }

  /** Whether a document is open here, or somebody's words in it are nowhere else. */
  isInHand(documentId: DocumentId): boolean {
    return this.#repository.loaded(documentId) !== undefined || this.#outbox.hashes(documentId).length > 0;
  }

  /** Whether a document is open here or being opened, be it that nobody gives it. */
  isOpen(documentId: DocumentId): boolean {
    return this.#repository.handle(documentId) !== undefined;
  }

  /** Disconnects, and writes what is not written yet. */
  close(): Promise<void> {
    return this.#repository.shutdown();
  }

  /** Deletes this device's copies. Nothing can be opened any more. */
  async wipe(): Promise<void> {
    await this.#outbox.clear();
    await this.#repository.wipe();
  }

  /** The documents that have changes which the server does not have. */
  #unsent(): DocumentId[] {
    return Object.keys(this.#outbox.waiting.get()) as DocumentId[];
  }

  /** Gives the document an actor that the server issued to this user, once each time it is loaded and edited. */
  #becomeAuthor(handle: DocHandle<RecordDocument>): void {
    if (this.#authors.has(handle)) return;
    this.#authors.add(handle);
    this.#repository.setActor(handle, this.#newActor());
  }

  #newActor(): string {
    const random = crypto.getRandomValues(new Uint8Array(8));
    return this.#actorPrefix + [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** The open document that takes edits of this one. None while it is replaced: its editors open it again. */
  #current(documentId: DocumentId): DocHandle<RecordDocument> | undefined {
    const next = this.#repository.loaded(this.moved.get()[documentId] ?? documentId);
    const handle = next ?? this.#repository.loaded(documentId); // a renewed record's old document, until it follows
    return handle && !this.#replacing.has(handle.documentId) ? handle : undefined;
  }

  /** Puts unsent changes into a document that lacks them. */
  async #apply(handle: DocHandle<RecordDocument>): Promise<void> {
    const lacking = (await this.#outbox.changes(handle.documentId)).filter(
      (change) => !Automerge.hasHeads(handle.doc(), [Automerge.decodeChange(change).hash]),
    );
    if (lacking.length > 0) handle.update((doc) => Automerge.applyChanges(doc, lacking)[0]);
  }

  /** Puts into a document what the page was closed too early to write, and gives up what is nowhere. */
  async #restore(handle: DocHandle<RecordDocument>): Promise<void> {
    const documentId = handle.documentId;
    await this.#apply(handle);
    const lost = this.#outbox.hashes(documentId).filter((hash) => !Automerge.hasHeads(handle.doc(), [hash]));
    this.#outbox.drop(documentId, lost);
    this.notices.add(
      documentId,
      "refused",
      lost.map((hash) => ({ hash, code: "internal", message: "This edit is no longer on this device", lost: {} })),
    );
  }

  /** Runs what replaces a document's handle, and has whoever shows the document open it again. */
  #replace(documentId: DocumentId, work: () => Promise<void>): Promise<void> {
    const before = this.#replacing.get(documentId) ?? Promise.resolve();
    const done = before
      .then(work)
      .catch((cause) => console.error("a document could not be replaced", cause))
      .then(() => {
        if (this.#replacing.get(documentId) === done) this.#replacing.delete(documentId);
        if (this.#leads.get()) this.#channel.post("replaced", { documentId });
      });
    this.#replacing.set(documentId, done);
    this.replaced.update((all) => ({ ...all, [documentId]: (all[documentId] ?? 0) + 1 }));
    return done;
  }

  /** Drops a lost document's unsent changes, and tells what they wrote. */
  async #tellUnsent(documentId: DocumentId): Promise<LostRecord["typed"]> {
    const hashes = this.#outbox.hashes(documentId);
    if (hashes.length === 0) return [];
    const handle = await this.#repository.open(documentId);
    if (handle.isReady()) await this.#apply(handle);
    const refusals = hashes.map((hash) => {
      const wrote = handle.isReady() ? writtenBy(handle.doc(), hash) : {};
      const lost = Object.fromEntries(Object.entries(wrote).map(([root, value]) => [root, shown(value)]));
      return { hash, code: "forbidden", message: "You can no longer open this record", lost };
    });
    this.#outbox.drop(documentId, hashes);
    this.notices.add(documentId, "refused", refusals);
    const words = Object.assign({}, ...refusals.map(({ lost }) => lost)) as Record<string, string>; // the last of each
    return Object.entries(words).map(([root, text]) => ({ pointer: `/${root}`, text }));
  }

  /** Waits until a document holds heads, which are on their way; false where they don't come. */
  async #holds(handle: DocHandle<RecordDocument>, heads: string[]): Promise<boolean> {
    const deadline = Date.now() + arrivalTime;
    while (!Automerge.hasHeads(handle.doc(), heads)) {
      if (Date.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, saveDelay));
    }
    return true;
  }

  /** Both outboxes change at once, so that nothing is written twice. */
  async #carryOver(documentId: DocumentId, fresh: DocHandle<RecordDocument>): Promise<void> {
    const old = this.#repository.loaded(documentId);
    if (!old || this.#outbox.hashes(documentId).length === 0) return; // another tab has done it
    await this.#apply(old);
    const unsent = this.#outbox.hashes(documentId);
    const carried = carriedOver(old.doc(), new Set(unsent), fresh.doc(), this.#newActor());
    if (carried) {
      this.#outbox.add(fresh.documentId, carried.hash, Date.now(), carried.change);
      fresh.update((doc) => Automerge.applyChanges(doc, [carried.change])[0]);
    }
    this.#outbox.drop(documentId, unsent);
  }

  async #takeOut(documentId: DocumentId): Promise<void> {
    const reasons = this.#rejected.get(documentId) ?? new Map<string, Reason>();
    this.#rejected.delete(documentId);
    const handle = this.#repository.loaded(documentId);
    if (!handle) return;
    let doc = Automerge.clone(handle.doc());
    const stored = await this.#repository.chunks(documentId); // another tab may have saved what is not here
    for (const { data } of stored) if (data) doc = Automerge.loadIncremental(doc, data);
    const cleaned = withoutRefused(doc, new Set(reasons.keys()), this.#newActor());
    this.#outbox.drop(documentId, cleaned?.dropped ?? reasons.keys());
    if (!cleaned) return;
    this.notices.add(
      documentId,
      "refused",
      cleaned.offenders.map(({ hash, lost }) => ({
        hash,
        ...(reasons.get(hash) as Reason),
        lost: Object.fromEntries(Object.entries(lost).map(([name, value]) => [name, shown(value)])),
      })),
    );
    for (const { hash, change } of cleaned.replayed) this.#outbox.add(documentId, hash, Date.now(), change);
    await this.#repository.close(documentId);
    const late = await this.#repository.chunks(documentId);
    await this.#repository.replaceChunks(documentId, cleaned.doc, [...stored, ...late]);
    await this.#restore(await this.#repository.open(documentId));
  }
}

/** What a refused edit was about to write, for its author to read and copy. */
function shown(value: unknown): string {
  return typeof value === "object" && value !== null && value.constructor === Object
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? ""
      : String(value ?? "");
}
