import * as Automerge from "@automerge/automerge/slim";
import type { DocumentId, PeerId, Repo } from "@automerge/automerge-repo/slim";

/** A document that is typed in is sent so often, in milliseconds: a person's keys are farther apart. */
const sendEvery = 50;

/** More changes than these, each so soon after another in milliseconds, are no person's keys: the library has time. */
const nobodyTypes = 25;
const together = 2; // a page that is late takes a few keys at once

/** Of the time, sendings may take this part; where one takes longer, as of a large document, the library does it. */
const share = 1 / 10;

type State = { peerId: PeerId; syncState: Automerge.SyncState };

/** When a document was changed and sent last, how many changes came fast, and the pause until it is sent again. */
type Pace = { changed: number; fast: number; sent: number; pause: number; timer?: ReturnType<typeof setTimeout> };

/**
 * Sends changes as soon as they are made. The library sends a changed document 100 ms after it last did, which its
 * constructor fixes: every second key of a person who types would wait for that. But it answers a sync message at once,
 * so it is given the server's last one again, which tells nothing new, and answers with what the server lacks. What the
 * library sends itself a moment later is nothing then: it knows what it has sent.
 *
 * Each sending is an answer and a "saved" of the server's. Where changes come faster than a person types, the library
 * sends them together, and where a sending takes long, there are fewer: the page has its time for what is typed.
 */
export class Hurry {
  #repo: Repo;
  #now: () => number;
  #states = new Map<DocumentId, State>();
  #paces = new Map<DocumentId, Pace>();

  constructor(repo: Repo, now = () => performance.now()) {
    this.#repo = repo;
    this.#now = now;
    repo.synchronizer.on("sync-state", ({ peerId, documentId, syncState }) => {
      this.#states.set(documentId, { peerId, syncState });
    });
  }

  /** Sends what was changed in a document. What was not asked for yet waits for the library. */
  send(documentId: DocumentId): void {
    const now = this.#now();
    const pace = this.#paces.get(documentId) ?? { changed: -Infinity, fast: 0, sent: -Infinity, pause: sendEvery };
    this.#paces.set(documentId, pace);
    pace.fast = now - pace.changed < nobodyTypes ? pace.fast + 1 : 0;
    pace.changed = now;
    if (pace.fast > together || pace.timer !== undefined) return;
    const wait = pace.sent + pace.pause - now;
    pace.timer = setTimeout(() => this.#send(documentId, pace), Math.max(wait, 0)); // what the key shows comes first
  }

  /** Forgets a document that is closed. */
  forget(documentId: DocumentId): void {
    clearTimeout(this.#paces.get(documentId)?.timer);
    this.#states.delete(documentId);
    this.#paces.delete(documentId);
  }

  #send(documentId: DocumentId, pace: Pace): void {
    pace.timer = undefined;
    pace.sent = this.#now();
    try {
      this.#giveAgain(documentId);
    } catch {
      // The document is being replaced or closed: what opens it again sends it, or the library does a moment later.
    }
    pace.pause = Math.max(sendEvery, (this.#now() - pace.sent) / share);
  }

  #giveAgain(documentId: DocumentId): void {
    const synchronizer = this.#repo.synchronizer.docSynchronizers[documentId];
    const { peerId, syncState } = this.#states.get(documentId) ?? {};
    if (!synchronizer || !peerId || !syncState?.theirHeads || !syncState.theirHave) return;
    if (!this.#repo.peers.includes(peerId) || !this.#repo.handles[documentId]?.isReady()) return;
    const own = Automerge.getHeads(this.#repo.handles[documentId].doc());
    if (own.join() === syncState.theirHeads.join()) return;
    const { theirHeads: heads, theirHave: have } = syncState;
    const { theirNeed: need = [] } = syncState as { theirNeed?: Automerge.Heads }; // its type has another name for it
    const data = Automerge.encodeSyncMessage({ heads, need, have, changes: [] });
    synchronizer.receiveMessage({ type: "sync", senderId: peerId, targetId: this.#repo.peerId, documentId, data });
  }
}
