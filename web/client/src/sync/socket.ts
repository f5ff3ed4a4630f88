import { cbor, type Message, NetworkAdapter, type PeerId, type PeerMetadata } from "@automerge/automerge-repo/slim";
import { mayReconnect, STABLE_MS, wait } from "../lib/backoff";
import { Observable } from "../lib/observable";
import { isMap } from "../lib/valid";
import { isThere } from "./http";
import { page } from "./page";
import { PollingSocket } from "./polling";

/** What the badge shows of the connection. */
export type Connection =
  | { state: "offline" } // the device has no network, or nobody is signed in
  | { state: "connecting" }
  | { state: "connected"; since: number }
  | { state: "waiting"; until: number; code: number } // for the next attempt
  | { state: "ended"; code: number; reason: string }; // the server said not to come back

/** A frame of the second layer: rooms, presence, saved, rejected. */
export type Frame = { type: string } & Record<string, unknown>;

/** A server that has not greeted us after this time does not, in milliseconds. */
const greetingTime = 15_000;

/** Requests take the socket's place when that failed so often in turn while the server answered requests. */
const blockedAfter = 2;

/** And so long, in milliseconds. */
const blockedFor = 600_000;

const repoTypes = new Set(["sync", "request", "doc-unavailable", "ephemeral"]);

/** A frame of both layers rides this one socket. It reconnects with full jitter until the server says not to. */
export class Socket extends NetworkAdapter {
  readonly connection = new Observable<Connection>({ state: "offline" });
  /** Called with each frame of the second layer. */
  onFrame: (frame: Frame) => void = () => {};
  /** Called each time the server has greeted us. */
  onOpen: () => void = () => {};
  /** Whether a message of the first layer is kept back; whoever keeps it gives it to release. */
  holds: (message: Message) => boolean = () => false;
  /** Called each time the server is gone. */
  onClose: () => void = () => {};

  /** How the connection is made: by requests where the network lets no socket through. */
  readonly transport = new Observable<"socket" | "requests">("socket");

  #url: string;
  #blocked = 0; // how often in turn the server was there and a socket was not
  #tryAgainAt = 0;
  #Made: typeof WebSocket | undefined;
  #socket?: WebSocket;
  #server?: PeerId;
  #attempt = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #wanted = false;
  #resolve = () => {};
  #ready = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });
  #isReady = false;

  constructor(url: string, Made: typeof WebSocket | undefined = globalThis.WebSocket) {
    super();
    this.#url = url;
    this.#Made = Made;
    setTimeout(() => this.#beReady(), 1_000); // offline, documents must not wait for a peer
    page.on("online", () => this.#retry());
    page.on("offline", () => {
      // The closing handshake needs the network that is gone.
      const socket = this.#socket;
      if (socket) this.#closed(1006, "", 0);
      socket?.close();
    });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  /** Another tab has the connection: documents must not wait for a peer here. */
  follow(connection: Connection): void {
    this.connection.set(connection);
    this.#beReady();
  }

  #beReady(): void {
    this.#isReady = true;
    this.#resolve();
  }

  connect(peerId: PeerId, peerMetadata?: PeerMetadata): void {
    this.peerId = peerId;
    this.peerMetadata = peerMetadata ?? {};
    if (this.#wanted) this.#open();
  }

  /** From now on there is a session to connect with. */
  start(): void {
    this.#wanted = true;
    if (this.peerId) this.#retry();
  }

  /** Signed out: no connection is wanted. */
  stop(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket) this.#closed(1000, "", 0);
    socket?.close();
    this.connection.set({ state: "offline" });
  }

  disconnect(): void {
    this.stop();
  }

  /** Sends a message of the first layer; the repository's own frames. */
  send(message: Message): void {
    if (!this.holds(message)) this.#write(message);
  }

  /** Sends a message that was kept back. */
  release(message: Message): void {
    this.#write(message);
  }

  /** Sends a frame of the second layer; false where there is no connection. */
  post(frame: Frame): boolean {
    return this.#server !== undefined && this.#write(frame);
  }

  #write(message: unknown): boolean {
    if (this.#socket?.readyState !== 1 /* open */) return false;
    this.#socket.send(new Uint8Array(cbor.encode(message)));
    return true;
  }

  #retry(): void {
    if (!this.#wanted || this.#socket) return;
    this.#attempt = 0;
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    if (page.isOnline()) this.connection.set({ state: "connecting" });
    const polls = !this.#Made || this.#blocked >= blockedAfter;
    const socket = polls
      ? (new PollingSocket() as unknown as WebSocket)
      : new (this.#Made as typeof WebSocket)(this.#url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    let opened = 0;
    // Some networks neither let a socket through nor refuse it.
    const silence = setTimeout(() => {
      if (this.#socket !== socket || this.#server) return;
      this.#closed(1006, "", 0);
      socket.close();
    }, greetingTime);
    socket.onopen = () => {
      opened = Date.now();
      this.#write({
        type: "join",
        senderId: this.peerId,
        peerMetadata: this.peerMetadata,
        supportedProtocolVersions: ["1"],
      });
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      const frame = decoded(event.data);
      if (!frame) return socket.close(); // whoever speaks there is no server of ours
      if (frame.type === "peer") {
        clearTimeout(silence);
        this.transport.set(polls ? "requests" : "socket");
        this.#tryAgainAt = polls ? Date.now() + blockedFor : 0;
      }
      this.#receive(frame);
    };
    socket.onclose = (event) => {
      clearTimeout(silence);
      if (this.#socket === socket) this.#closed(event.code, event.reason, opened);
    };
  }

  /** No socket came to be: is it the network, or are sockets alone kept away? */
  async #probe(): Promise<void> {
    if (this.#blocked >= blockedAfter) {
      // Requests fail as well now, or it is time to see whether sockets get through.
      if (Date.now() > this.#tryAgainAt) this.#blocked = 0;
      return;
    }
    this.#blocked = (await isThere()) ? this.#blocked + 1 : 0;
  }

  #receive(frame: Frame): void {
    if (frame.type === "peer") {
      this.#server = frame.senderId as PeerId;
      this.connection.set({ state: "connected", since: Date.now() });
      this.#beReady();
      this.onOpen(); // rooms before documents: "saved" comes only to who has joined a room
      this.emit("peer-candidate", { peerId: this.#server, peerMetadata: (frame.peerMetadata ?? {}) as PeerMetadata });
    } else if (repoTypes.has(frame.type)) {
      this.emit("message", frame as unknown as Message);
    } else {
      this.onFrame(frame);
    }
  }

  #closed(code: number, reason: string, opened: number): void {
    this.#socket = undefined;
    if (code === 1006 && !this.#server && page.isOnline()) void this.#probe();
    if (this.#server) {
      this.emit("peer-disconnected", { peerId: this.#server });
      this.#server = undefined;
      this.onClose();
    }
    if (!this.#wanted) return;
    if (!mayReconnect(code)) {
      this.#wanted = false;
      this.connection.set({ state: "ended", code, reason });
      return;
    }
    if (opened && Date.now() - opened > STABLE_MS) this.#attempt = 0;
    const pause = wait(this.#attempt++, Math.random(), reason);
    this.connection.set(page.isOnline() ? { state: "waiting", until: Date.now() + pause, code } : { state: "offline" });
    this.#timer = setTimeout(() => this.#open(), pause);
  }
}

/** A frame; undefined where it is none. */
function decoded(data: unknown): Frame | undefined {
  try {
    const frame: unknown = cbor.decode(new Uint8Array(data as ArrayBuffer));
    return isMap(frame) && typeof frame.type === "string" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
