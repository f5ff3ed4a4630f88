import { type DocHandle, type DocumentId, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";

/** A client that knows nothing of Roomkey: an automerge-repo with its own WebSocket adapter. */
export class Stock {
  readonly repo: Repo;

  constructor(url: string, token: string) {
    const socket = `${url.replace("http", "ws")}/sync?access_token=${token}`;
    this.repo = new Repo({ network: [new WebSocketClientAdapter(socket, 500)] });
  }

  open(documentId: string): Promise<DocHandle<Record<string, unknown>>> {
    return this.repo.find<Record<string, unknown>>(documentId as DocumentId);
  }

  close(): Promise<void> {
    return this.repo.shutdown();
  }
}
