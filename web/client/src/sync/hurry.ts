import * as Automerge from "@automerge/automerge/slim";
import type { DocumentId, PeerId, Repo } from "@automerge/automerge-repo/slim";
import { Spaced } from "../lib/spaced";

/** A document that is typed in is sent so often, in milliseconds: a person's keys are farther apart. */
const sendEvery = 50;

type State = { peerId: PeerId; syncState: Automerge.SyncState };

/**
 * Sends changes as soon as they are made. The library sends a changed document 100 ms after it last did, which its
 * constructor fixes: every second key of a person who types would wait for that. But it answers a sync message at once,
 * so it is given the server's last one again, which tells nothing new, and answers with what the server lacks. What the
 * library sends itself a moment later is nothing then: it knows what it has sent.
 */
export class Hurry {
  #repo: Repo;
  #states = new Map<DocumentId, State>();
  #spaced = new Map<DocumentId, Spaced>();

  constructor(repo: Repo) {
    this.#repo = repo;
    repo.synchronizer.on("sync-state", ({ peerId, documentId, syncState }) => {
      this.#states.set(documentId, { peerId, syncState });
    });
  }

  /** Sends what was changed in a document. What was not asked for yet waits for the library. */
  send(documentId: DocumentId): void {
    const spaced = this.#spaced.get(documentId) ?? new Spaced(async () => this.#answer(documentId), sendEvery);
    this.#spaced.set(documentId, spaced);
    setTimeout(() => void spaced.ask()); // what the key shows comes first
  }

  /** Forgets a document that is closed. */
  forget(documentId: DocumentId): void {
    this.#states.delete(documentId);
    this.#spaced.delete(documentId);
  }

  #answer(documentId: DocumentId): void {
    try {
      this.#giveAgain(documentId);
    } catch {
      // The document is being replaced or closed: what opens it again sends it, or the library does a moment later.
    }
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
