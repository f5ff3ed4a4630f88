import type { DocumentId } from "@automerge/automerge-repo/slim";
import { documentIdOf, privateDocumentIdOf } from "../lib/documentid";
import { Observable } from "../lib/observable";
import type { User } from "../lib/user";
import { Channel } from "./channel";
import { Disk } from "./disk";
import { Documents, type Reason } from "./documents";
import { DocumentStore } from "./documentstore";
import { Drafts } from "./drafts";
import { renew } from "./http";
import { keptStores } from "./kept";
import { Leader } from "./leader";
import { Lives } from "./lives";
import { Lost } from "./lost";
import { Notices } from "./notices";
import { Notifications } from "./notifications";
import { Outbox } from "./outbox";
import { page } from "./page";
import { Preferences } from "./preferences";
import { Presence } from "./presence";
import { Relay } from "./relay";
import { Rooms } from "./rooms";
import { type LostRow, Rows } from "./rows";
import { SavedViews } from "./savedviews";
import { type Frame, Socket } from "./socket";
import { Tasks } from "./tasks";

/** Presence expires after 45 s. */
const announceEvery = 20_000;

/**
 * Everything of a signed-in user on this device: documents, rows, rooms, the socket. It lives as long as the page. Of
 * several tabs one leads: it has the socket and writes to the disk, and the others hear everything from it.
 */
export class Client {
  readonly disk = new Disk();
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly drafts: Drafts;
  readonly rooms: Rooms;
  readonly rows: Rows;
  readonly tasks: Tasks;
  readonly notifications: Notifications;
  readonly preferences: Preferences;
  readonly presence: Presence;
  readonly views: SavedViews;
  readonly lastSync = new Observable<number | undefined>(undefined);
  readonly #tab = crypto.randomUUID();
  readonly #channel: Channel;
  readonly #leader: Leader;
  readonly #lives: Lives;
  readonly #relay: Relay;
  readonly #store: DocumentStore;
  readonly #notices: Notices;
  readonly #lost: Lost;
  #kept?: IDBDatabase;

  constructor(readonly user: User) {
    const channel = new Channel(`roomkey/1/${user.id}`);
    this.#channel = channel;
    this.#leader = new Leader(`roomkey/socket/${user.id}`, channel);
    this.#lives = new Lives("roomkey/tab/", this.#tab);
    const { leads } = this.#leader;
    this.socket = new Socket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sync`);
    this.#relay = new Relay(this.#tab, channel, this.socket);
    this.drafts = new Drafts(this.disk, channel);
    this.#notices = new Notices(this.disk, channel);
    this.#lost = new Lost(this.disk, channel);
    this.outbox = new Outbox(user.id, localStorage, this.disk, this.#notices, channel);
    this.#store = new DocumentStore(`roomkey-${user.id}`, this.disk, leads);
    this.documents = new Documents(
      user.actorPrefix,
      this.socket,
      this.#store,
      this.outbox,
      this.#notices,
      this.#lost,
      channel,
      leads,
    );
    this.rooms = new Rooms(this.#relay);
    this.presence = new Presence(this.#relay);
    this.rows = new Rows(user.id, channel, leads);
    this.tasks = new Tasks(user.id, this.rooms, localStorage);
    this.notifications = new Notifications(user.id, this.rooms);
    this.preferences = new Preferences(user.id, this.rooms, localStorage);
    this.views = new SavedViews(user, this.rooms, localStorage);
    this.rows.onLost = (lost) => {
      for (const row of lost) void this.#lose(row);
    };
    this.rows.onFound = (rows) => {
      for (const { id } of rows) this.documents.lost.dismiss(id);
    };
    this.#relay.onFrame = (frame) => void this.rooms.receive(frame);
    this.socket.onFrame = (frame) => this.#receive(frame);
    this.socket.onOpen = () => {
      this.#relay.opened();
      this.presence.announce();
    };
    this.socket.onClose = () => this.#relay.closed();
    this.socket.connection.watch(() => this.#connected());
    this.lastSync.watch(() => this.#tellState());
    leads.watch(() => this.#lead(leads.get()));
    this.documents.moved.watch(() => {
      for (const [from, to] of Object.entries(this.documents.moved.get())) this.drafts.move(from, to);
    });
    this.#listen();
  }

  /** Shows what this device holds, then connects. */
  async start(): Promise<void> {
    this.#channel.open();
    this.#kept = await this.disk.open(`roomkey-kept-${this.user.id}`, [...keptStores]);
    await Promise.all([this.rows.restore(), this.outbox.start(), this.#readKept()]);
    this.#notices.migrate(this.user.id, localStorage);
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
    this.#lives.start();
    this.#leader.start();
    setInterval(() => this.presence.announce(), announceEvery);
    this.#followPage();
  }

  /** Connects again: somebody has signed in, or asks for it. */
  reconnect(): void {
    if (this.#leader.leads.get()) this.socket.start();
    else this.#channel.post("connect", {});
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
    this.#channel.post("wipe", {});
    this.#leave();
    this.tasks.wipe();
    this.preferences.wipe();
    this.views.wipe();
    await Promise.all([this.drafts.clear(), this.#notices.clear(), this.#lost.clear(), this.rows.wipe()]);
    await this.documents.wipe();
  }

  /** A room's events patch the rows. */
  readonly #listener = {
    onEvent: (event: Parameters<Rows["receive"]>[0]) => void this.rows.receive(event).catch(() => undefined),
    onGap: () => void this.rows.refresh().catch(() => undefined),
  };

  /** What the other tabs say. */
  #listen(): void {
    const channel = this.#channel;
    const { leads } = this.#leader;
    channel.on("post", ({ tab, frame }) => {
      if (!leads.get()) return;
      this.#lives.watch(tab, () => this.#relay.gone(tab));
      if (frame.type === "room:join") this.#tellState(); // it may have been opened now
    });
    channel.on("lead", () => {
      if (leads.get()) return; // it was taken from this tab, which is about to hear of it
      this.rooms.rejoin();
      this.presence.announce();
      this.documents.catchUp();
    });
    channel.on("state", ({ connection, lastSync }) => {
      if (leads.get()) return;
      this.lastSync.set(lastSync);
      this.socket.follow(connection);
    });
    channel.on("connect", () => leads.get() && this.socket.start());
    channel.on("wipe", () => this.#leave());
  }

  /** A record, or its private half, leaves this device. What the user typed stays, for copying. */
  async #lose({ id, row, privateOnly, documents, departure }: LostRow): Promise<void> {
    const all = new Set(documents as DocumentId[]);
    if (!privateOnly) all.add(documentIdOf(id));
    all.add(await privateDocumentIdOf(id));
    const drafts = [...all].flatMap((documentId) => this.drafts.of(documentId));
    const inHand = drafts.length > 0 || [...all].some((documentId) => this.documents.isInHand(documentId));
    const typed = drafts.map(({ pointer, typed }) => ({ pointer, text: typed }));
    const unsent = await Promise.all([...all].map((documentId) => this.documents.forget(documentId)));
    if (inHand && !privateOnly && !this.rows.all.get().has(id))
      this.#lost.add(id, row, departure, [...typed, ...unsent.flat()]);
  }

  async #readKept(): Promise<void> {
    await Promise.all([this.drafts, this.#notices, this.#lost].map((kept) => kept.start(this.#kept)));
  }

  /** This tab leads from now on, or does no more. */
  #lead(leads: boolean): void {
    this.#relay.lead(leads);
    this.#lives.unwatch();
    if (!leads) {
      this.socket.stop();
      return;
    }
    this.#channel.post("lead", {});
    this.rooms.rejoin();
    this.presence.announce();
    this.socket.start();
    void this.rows.persist().catch(() => undefined);
    void this.documents.lead(this.#store.takeSkipped()).catch(() => undefined);
  }

  /** The connection is another than before, here or in the tab that leads. */
  #connected(): void {
    this.#tellState();
    const { state } = this.socket.connection.get();
    if (state === "connected") void this.rows.catchUp().catch(() => undefined);
    else this.rooms.left();
  }

  #tellState(): void {
    if (!this.#leader.leads.get()) return;
    this.#channel.post("state", { connection: this.socket.connection.get(), lastSync: this.lastSync.get() });
  }

  /**
   * A page that is frozen, or kept by the browser for Back, holds no socket and no lock: another tab leads, and the
   * page is not thrown away. It is as before when it is shown again.
   */
  #followPage(): void {
    page.on("visibilitychange", () => this.presence.announce());
    page.on("freeze", () => this.#leave());
    page.on("resume", () => this.#return());
    page.on("pagehide", () => {
      this.#leave();
      this.#channel.close();
    });
    page.on("pageshow", (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      this.#channel.open();
      this.#return();
    });
  }

  #leave(): void {
    this.#leader.stop();
    this.#lives.stop();
  }

  #return(): void {
    this.#lives.start();
    this.#leader.start();
    void this.outbox.refresh().catch(() => undefined);
    void this.#readKept().catch(() => undefined);
    this.rooms.rejoin();
    this.presence.announce();
    this.documents.catchUp();
  }

  #receive(frame: Frame): void {
    if (this.#relay.receive(frame)) return;
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
          (token) => void this.socket.post({ type: "auth", token }),
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
