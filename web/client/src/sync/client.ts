import { documentIdOf } from "../lib/documentid";
import { Observable } from "../lib/observable";
import { deviceStore } from "../lib/storage";
import type { User } from "../lib/user";
import { isUser } from "../lib/valid";
import { BrokerageSettings } from "./brokerage";
import { CatchUp } from "./catchup";
import { Channel } from "./channel";
import { fill, type NewFields, newRow } from "./create";
import { Disk } from "./disk";
import { receiveAboutDocument } from "./documentframes";
import { Documents } from "./documents";
import { DocumentStore } from "./documentstore";
import { Downloads } from "./downloads";
import { Drafts } from "./drafts";
import { Held } from "./held";
import { api, connectTo, renew, Unreachable } from "./http";
import { keptStores } from "./kept";
import { Leader } from "./leader";
import { Lives } from "./lives";
import { lose } from "./losing";
import { Lost } from "./lost";
import { Notices } from "./notices";
import { Notifications } from "./notifications";
import { type ClientOptions, socketUrl } from "./options";
import { Order } from "./order";
import { Outbox } from "./outbox";
import { page } from "./page";
import { Preferences } from "./preferences";
import { Presence } from "./presence";
import { Relay } from "./relay";
import { Rooms } from "./rooms";
import { Rows } from "./rows";
import { SavedViews } from "./savedviews";
import { type Frame, Socket } from "./socket";
import { Tasks } from "./tasks";
import { TeamRooms } from "./teamrooms";

/** Presence expires after 45 s. */
const announceEvery = 20_000;

/**
 * Everything of a signed-in user on this device: documents, rows, rooms, the socket. It lives as long as the page. Of
 * several tabs one leads: it has the socket and writes to the disk, and the others hear everything from it.
 */
export class Client {
  readonly disk: Disk;
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly drafts: Drafts;
  readonly held: Held;
  readonly rooms: Rooms;
  readonly rows: Rows;
  readonly tasks: Tasks;
  readonly notifications: Notifications;
  readonly preferences: Preferences;
  readonly presence: Presence;
  readonly views: SavedViews;
  readonly brokerage: BrokerageSettings;
  readonly lastSync = new Observable<number | undefined>(undefined);
  /** The teams of whose records this device is told: the user's own, and for a broker all. */
  readonly teams: Observable<readonly string[]>;
  /** Whether a download of documents is under way: what can wait need not compete with it. */
  readonly downloading: Observable<boolean>;
  readonly #channel: Channel;
  readonly #leader: Leader;
  readonly #lives: Lives;
  readonly #relay: Relay;
  readonly #store: DocumentStore;
  readonly #downloads: Downloads;
  readonly #notices: Notices;
  readonly #lost: Lost;
  readonly #teams: TeamRooms;
  readonly #catchUp: CatchUp;
  #kept?: IDBDatabase;
  #announcing?: ReturnType<typeof setInterval>;
  readonly #stops: (() => void)[] = [];

  constructor(
    readonly user: User,
    options: ClientOptions = {},
  ) {
    this.disk = new Disk(options.indexedDB);
    const channel = new Channel(`roomkey/1/${user.id}`);
    this.#channel = channel;
    this.#leader = new Leader(`roomkey/socket/${user.id}`, channel);
    this.#lives = new Lives("roomkey/tab/", channel.tab);
    const { leads } = this.#leader;
    this.socket = new Socket(socketUrl(options), options.WebSocket);
    this.#relay = new Relay(channel.tab, channel, this.socket);
    this.drafts = new Drafts(this.disk, channel);
    this.#notices = new Notices(this.disk, channel);
    this.#lost = new Lost(this.disk, channel);
    this.outbox = new Outbox(user.id, deviceStore, this.disk, this.#notices, channel);
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
    this.#teams = new TeamRooms(user, this.rooms, this.#listener, channel, leads);
    this.teams = this.#teams.joined;
    this.presence = new Presence(this.#relay);
    this.held = new Held(user.id, this.#store, this.disk, deviceStore, channel);
    this.documents.onOpen = (documentId) => this.held.opened(documentId);
    this.rows = new Rows(user.id, this.disk, channel, leads);
    this.#downloads = new Downloads(this.#store, this.disk, this.documents, this.drafts, this.held, this.rows, leads);
    this.downloading = this.#downloads.running;
    this.tasks = new Tasks(user.id, this.rooms, deviceStore);
    this.notifications = new Notifications(user.id, this.rooms);
    this.preferences = new Preferences(user.id, this.rooms, deviceStore, { disk: this.disk, channel, leads });
    this.views = new SavedViews(user, this.rooms, deviceStore);
    this.brokerage = new BrokerageSettings(user, this.rooms, deviceStore);
    this.rows.onLost = (lost) => {
      for (const row of lost) void lose(this, row);
    };
    this.rows.onFound = (rows) => {
      for (const { id } of rows) this.documents.lost.dismiss(id);
    };
    this.rows.onPage = (rows) => void this.#downloads.run(rows).catch(() => undefined);
    this.#relay.onFrame = (frame) => void this.rooms.receive(frame);
    this.socket.onFrame = (frame) => this.#receive(frame);
    this.socket.onOpen = () => {
      this.#relay.opened();
      this.presence.announce();
    };
    const order = new Order(this.outbox.waiting, this.rows.made, (message) => this.socket.release(message));
    this.socket.holds = (message) => order.holds(message);
    this.socket.onClose = () => {
      order.clear();
      this.#relay.closed();
    };
    this.downloading.watch(() => {
      if (!this.downloading.get()) this.rows.keep();
    });
    this.socket.connection.watch(() => this.#connected());
    this.#catchUp = new CatchUp({
      rows: this.rows,
      teams: this.#teams,
      downloads: this.#downloads,
      socket: this.socket,
      leads,
      isKept: () => this.#kept !== undefined,
    });
    this.lastSync.watch(() => this.#tellState());
    leads.watch(() => this.#lead(leads.get()));
    this.held.limit.watch(() => void this.#downloads.makeRoom().catch(() => undefined));
    this.documents.moved.watch(() => {
      for (const [from, to] of Object.entries(this.documents.moved.get())) this.drafts.move(from, to);
    });
    this.#listen();
  }

  /**
   * A client for whom a token or this browser's cookie is, started. Throws Problem where the server refuses it, and
   * Unreachable. Once a page or process; before it, loadAutomerge.
   */
  static async connect(options: ClientOptions = {}): Promise<Client> {
    connectTo({ origin: options.origin ?? "", token: options.token });
    const user = await api<unknown>("GET", "/me");
    if (!isUser(user)) throw new Unreachable("portal");
    const client = new Client(user, options);
    await client.start();
    return client;
  }

  /** Shows what this device holds, then connects. */
  async start(): Promise<void> {
    if (globalThis.navigator?.locks) this.#channel.open(); // else every tab leads
    this.#kept = await this.disk.open(`roomkey-kept-${this.user.id}`, [...keptStores]);
    await Promise.all([
      this.rows.restore(),
      this.outbox.start(),
      this.held.start(),
      this.preferences.restore(),
      this.#readKept(),
    ]);
    this.#notices.migrate(this.user.id, deviceStore);
    for (const room of [`user:${this.user.id}`, `broker:${this.user.broker}`]) this.rooms.join(room, this.#listener);
    this.#teams.start();
    this.tasks.start();
    this.notifications.start();
    this.preferences.start();
    this.views.start();
    this.brokerage.start();
    this.#lives.start();
    this.#leader.start();
    this.#catchUp.beginWithRows();
    this.#announcing = setInterval(() => this.presence.announce(), announceEvery);
    this.#followPage();
  }

  /** Resolves once the server has saved every edit that was made on this device. */
  sent(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.outbox.count > 0) return;
        stop();
        resolve();
      };
      const stop = this.outbox.waiting.watch(look);
      look();
    });
  }

  /** Lets go of the server and of the page; what is on this device stays. */
  async close(): Promise<void> {
    clearInterval(this.#announcing);
    this.#catchUp.stop();
    for (const stop of this.#stops.splice(0)) stop();
    this.rows.close();
    this.#leave();
    this.#channel.close();
    await this.documents.close();
  }

  /**
   * Connects again: somebody has signed in, or asks for it. Anew, where there is a connection of a sign-in that ends:
   * the server closes it, sooner or later, with the word not to come back.
   */
  reconnect(anew = false): void {
    if (!this.#leader.leads.get()) {
      this.#channel.post("connect", { anew });
      return;
    }
    if (anew) this.socket.stop();
    this.socket.start();
  }

  /**
   * Makes a record of the user's own, with or without a connection, and gives its id. fields has every field that its
   * type requires: the server knows a record by that.
   */
  async createRecord(type: string, fields: NewFields): Promise<string> {
    const id = crypto.randomUUID();
    await this.documents.create(documentIdOf(id), (doc) => fill(doc, type, fields));
    await this.rows.created(newRow(id, type, fields, this.user));
    return id;
  }

  /** What this device shows: told to the others, who see a face on the record. */
  view(record: string | undefined): void {
    this.presence.view(record);
  }

  /** Watches one record's room until the returned function is called. */
  watchRecord(id: string): () => void {
    return this.rooms.join(`record:${id}`, { ...this.#listener, onGap: () => undefined });
  }

  /** Deletes this device's copies and lets go of the server. Rejects where the disk has refused some of it. */
  async wipe(): Promise<void> {
    this.#channel.post("wipe", {});
    this.#leave();
    this.#forget();
    const wiped = await Promise.allSettled([
      this.preferences.wipe(),
      this.drafts.clear(),
      this.#notices.clear(),
      this.#lost.clear(),
      this.#downloads.clear(),
      this.held.clear(),
      this.rows.wipe(),
    ]);
    wiped.push(...(await Promise.allSettled([this.documents.wipe()])));
    const failed = wiped.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Deletes what is outside of databases, which each tab writes. */
  #forget(): void {
    this.tasks.wipe();
    this.views.wipe();
    this.brokerage.wipe();
    this.preferences.end();
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
    channel.on("connect", ({ anew }) => leads.get() && this.reconnect(anew));
    channel.on("wipe", () => {
      this.#leave();
      this.#forget();
    });
  }

  async #readKept(): Promise<void> {
    await Promise.all([this.drafts, this.#notices, this.#lost, this.#downloads].map((kept) => kept.start(this.#kept)));
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
    this.#downloads.lead();
    void this.rows.persist().catch(() => undefined);
    void this.#downloads.start(this.#kept).catch(() => undefined); // another tab led, and fetched some
    void this.documents.lead(this.#store.takeSkipped()).catch(() => undefined);
  }

  /** The connection is another than before, here or in the tab that leads. */
  #connected(): void {
    this.#tellState();
    const { state } = this.socket.connection.get();
    if (state === "connected") this.#catchUp.begin();
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
    const hide = () => {
      this.#leave();
      this.#channel.close();
    };
    const show = (event: Event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      this.#channel.open();
      this.#return();
    };
    this.#stops.push(
      page.on("visibilitychange", () => this.presence.announce()),
      page.on("freeze", () => this.#leave()),
      page.on("resume", () => this.#return()),
      page.on("pagehide", hide),
      page.on("pageshow", show),
    );
  }

  #leave(): void {
    this.#leader.stop();
    this.#lives.stop();
    this.preferences.rest();
  }

  #return(): void {
    this.#lives.start();
    this.#leader.start();
    void this.outbox.refresh().catch(() => undefined);
    void this.#readKept().catch(() => undefined);
    void this.preferences.wake().catch(() => undefined);
    this.#teams.ask();
    this.rooms.rejoin();
    this.presence.announce();
    this.documents.catchUp();
  }

  #receive(frame: Frame): void {
    if (this.#relay.receive(frame)) return;
    if (receiveAboutDocument(this.documents, frame) === "saved") this.lastSync.set(Date.now());
    if (frame.type !== "auth:expiring") return; // where renewing fails the server closes, and we come with the cookie
    void renew().then(
      (token) => void this.socket.post({ type: "auth", token }),
      () => undefined,
    );
  }
}
