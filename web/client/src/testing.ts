import { type DocumentId, type Message, NetworkAdapter, type PeerId } from "@automerge/automerge-repo/slim";

// What several tests need; for tests alone.

/** A Storage that lives as long as the test. */
export function memory(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

/** A connection to a server that says nothing, or only that it has no document. */
export class Line extends NetworkAdapter {
  readonly sent: Message[] = [];
  refuses = false;
  isReady = () => true;
  whenReady = () => Promise.resolve();
  disconnect = () => {};

  constructor(private readonly connected = true) {
    super();
  }

  connect(peerId: PeerId): void {
    this.peerId = peerId;
    if (this.connected) this.emit("peer-candidate", { peerId: "server" as PeerId, peerMetadata: {} });
  }

  send(message: Message): void {
    this.sent.push(message);
    if (!this.refuses || message.type !== "request") return;
    const { senderId, documentId } = message;
    queueMicrotask(() =>
      this.emit("message", {
        type: "doc-unavailable",
        senderId: "server" as PeerId,
        targetId: senderId,
        documentId: documentId as DocumentId,
      }),
    );
  }

  /** How many messages about a document were sent. */
  about(documentId: DocumentId): number {
    return this.sent.filter((message) => message.documentId === documentId).length;
  }
}
