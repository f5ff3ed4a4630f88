import type { DocumentId } from "@automerge/automerge-repo/slim";
import { documentIdOf, privateDocumentIdOf } from "../lib/documentid";
import { Observable } from "../lib/observable";
import type { User } from "../lib/user";
import { Channel } from "./channel";
import { Disk } from "./disk";
import { Documents, type Reason } from "./documents";
import { DocumentStore } from "./documentstore";
import { renew } from "./http";
import { Notifications } from "./notifications";
import { Outbox } from "./outbox";
import { Preferences } from "./preferences";
import { Presence } from "./presence";
import { Rooms } from "./rooms";
import { Rows } from "./rows";
import { SavedViews } from "./savedviews";
import { type Frame, Socket } from "./socket";
import { Tasks } from "./tasks";

/** Presence expires after 45 s. */
const announceEvery = 20_000;

/** Everything of a signed-in user on this device: documents, rows, rooms, the socket. It lives as long as the page. */
export class Client {
  readonly disk = new Disk();
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly rooms: Rooms;
  readonly rows: Rows;
  readonly tasks: Tasks;
  readonly notifications: Notifications;
  readonly preferences: Preferences;
  readonly presence: Presence;
  readonly views: SavedViews;
  readonly lastSync = new Observable<number | undefined>(undefined);
  #channel: Channel;

  constructor(readonly user: User) {
    this.socket = new Socket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sync`);
    this.#channel = new Channel(`roomkey/1/${user.id}`);
    this.outbox = new Outbox(user.id, localStorage, this.disk, this.#channel);
    const storage = new DocumentStore(`roomkey-${user.id}`, this.disk);
    this.documents = new Documents(user.actorPrefix, this.socket, storage, this.outbox, this.#channel);
    this.rooms = new Rooms(this.socket);
    this.presence = new Presence(this.socket);
    this.rows = new Rows(user.id);
    this.tasks = new Tasks(user.id, this.rooms, localStorage);
    this.notifications = new Notifications(user.id, this.rooms);
    this.preferences = new Preferences(user.id, this.rooms, localStorage);
    this.views = new SavedViews(user, this.rooms, localStorage);
    this.rows.onLost = (lost) => {
      for (const { id, privateOnly, documents } of lost) {
        if (!privateOnly) void this.documents.forget(documentIdOf(id));
        void privateDocumentIdOf(id).then((documentId) => this.documents.forget(documentId));
        for (const documentId of documents) void this.documents.forget(documentId as DocumentId);
      }
    };
    this.socket.onFrame = (frame) => this.#receive(frame);
    this.socket.onOpen = () => {
      this.rooms.rejoin();
      this.presence.announce();
      void this.rows.catchUp().catch(() => undefined);
    };
    this.socket.onClose = () => this.rooms.left();
  }

  /** Shows what this device holds, then connects. */
  async start(): Promise<void> {
    this.#channel.open();
    await Promise.all([this.rows.restore(), this.outbox.start()]);
    for (const room of [
      `user:${this.user.id}`,
      `broker:${this.user.broker}`,
      ...this.user.teams.map((id) => `team:${id}`),
    ]) {
      this.rooms.join(room, this.#listener);
    }
    this.tasks.start();
    this.notifications.start();
    this.preferences.start();
    this.views.start();
    this.socket.start();
    void this.documents.reopenUnsent();
    setInterval(() => this.presence.announce(), announceEvery);
    document.addEventListener("visibilitychange", () => this.presence.announce());
  }

  /** What this device shows: told to the others, who see a face on the record. */
  view(record: string | undefined): void {
    this.presence.view(record);
  }

  /** Watches one record's room until the returned function is called. */
  watchRecord(id: string): () => void {
    return this.rooms.join(`record:${id}`, { ...this.#listener, onGap: () => undefined });
  }

  /** Deletes this device's copies and lets go of the server. */
  async wipe(): Promise<void> {
    this.socket.stop();
    this.tasks.wipe();
    this.preferences.wipe();
    this.views.wipe();
    await this.rows.wipe();
    await this.documents.wipe();
  }

  /** A room's events patch the rows. */
  readonly #listener = {
    onEvent: (event: Parameters<Rows["receive"]>[0]) => void this.rows.receive(event).catch(() => undefined),
    onGap: () => void this.rows.refresh().catch(() => undefined),
  };

  #receive(frame: Frame): void {
    if (this.rooms.receive(frame)) return;
    const documentId = String(frame.documentId) as DocumentId;
    const hashes = ((frame.hashes ?? []) as Uint8Array[]).map(hex);
    switch (frame.type) {
      case "saved":
        this.documents.saved(documentId, hashes);
        this.lastSync.set(Date.now());
        break;
      case "moved":
        void this.documents.goOn(
          documentId,
          ((frame.heads ?? []) as Uint8Array[]).map(hex),
          String(frame.to) as DocumentId,
        );
        break;
      case "rejected":
        if (frame.code === "moved") break; // a moved frame comes too
        this.documents.rejected(documentId, hashes, reasonOf(frame));
        break;
      case "repaired":
        this.documents.repaired(documentId, hashes, reasonOf(frame));
        break;
      case "auth:expiring": // where it fails the server closes, and we come again with the cookie
        void renew().then(
          (token) => this.socket.post({ type: "auth", token }),
          () => undefined,
        );
    }
  }
}

/** Why changes were refused or put right. */
function reasonOf(frame: Frame): Reason {
  return { code: String(frame.code), message: String(frame.message), field: frame.field as string | undefined };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
