import wasmUrl from "@automerge/automerge/automerge.wasm?url";
import { initializeWasm } from "@automerge/automerge/slim";
import { Observable } from "../lib/observable";
import { Documents } from "./documents";
import { api, setAccessToken } from "./http";
import { Outbox } from "./outbox";
import { type Member, Rooms } from "./rooms";
import { Rows } from "./rows";
import { type Frame, Socket } from "./socket";

/** Who is signed in on this device. */
export type User = {
  id: string;
  email: string;
  name: string;
  role: "broker" | "lead" | "agent" | "viewer";
  broker: string;
  teams: string[];
  actorPrefix: string;
};

type SignedIn = { accessToken: string; expiresAt: string; user: User };

const userKey = "roomkey/user";

/** Everything of a signed-in user on this device: documents, rows, rooms, the socket. */
export class Client {
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly rooms: Rooms;
  readonly rows: Rows;
  /** Devices of others by device, in the rooms that this one is in. */
  readonly members = new Observable<ReadonlyMap<string, Member>>(new Map());
  readonly lastSync = new Observable<number | undefined>(undefined);

  constructor(readonly user: User) {
    this.socket = new Socket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sync`);
    this.outbox = new Outbox(user.id, localStorage);
    this.documents = new Documents(user.id, user.actorPrefix, this.socket, this.outbox);
    this.rooms = new Rooms(this.socket);
    this.rows = new Rows(user.id);
    this.socket.onFrame = (frame) => this.#receive(frame);
    this.socket.onOpen = () => {
      this.rooms.rejoin();
      this.#announce();
    };
  }

  /** Shows what this device holds, then connects. */
  async start(): Promise<void> {
    await this.rows.restore();
    for (const room of [
      `user:${this.user.id}`,
      `broker:${this.user.broker}`,
      ...this.user.teams.map((id) => `team:${id}`),
    ]) {
      this.rooms.join(room, this.#listener);
    }
    this.socket.start();
    await this.documents.reopenUnsent();
    setInterval(() => this.#announce(), 20_000); // presence expires after 45 s
  }

  /** What this device shows: told to the others, who see a face on the record. */
  #viewing?: string;
  view(record: string | undefined): void {
    this.#viewing = record;
    this.#announce();
  }

  /** A room's events patch the rows; what its members do is shown. */
  readonly #listener = {
    onEvent: (event: Parameters<Rows["receive"]>[0]) => void this.rows.receive(event).catch(() => undefined),
    onGap: () => void this.rows.refresh().catch(() => undefined),
    onMember: (member: Member) => this.#meet(member),
  };

  /** Watches one record's room until the returned function is called. */
  watchRecord(id: string): () => void {
    return this.rooms.join(`record:${id}`, { ...this.#listener, onGap: () => undefined });
  }

  #announce(): void {
    this.socket.post({
      type: "presence",
      status: document.visibilityState === "visible" ? "online" : "away",
      ...(this.#viewing ? { viewing: this.#viewing } : {}),
    });
  }

  #meet(member: Member): void {
    this.members.update((all) => {
      const next = new Map(all);
      if (member.status === "offline") next.delete(member.device);
      else next.set(member.device, { ...next.get(member.device), ...member, viewing: member.viewing });
      return next;
    });
  }

  #receive(frame: Frame): void {
    if (this.rooms.receive(frame)) return;
    const documentId = String(frame.documentId);
    const hashes = ((frame.hashes ?? []) as Uint8Array[]).map(hex);
    switch (frame.type) {
      case "saved":
        this.outbox.saved(documentId, hashes);
        this.lastSync.set(Date.now());
        break;
      case "rejected":
        this.outbox.reject(documentId, hashes, {
          code: String(frame.code),
          message: String(frame.message),
          field: frame.field as string | undefined,
        });
        break;
      case "auth:expiring":
        void renew(this.socket).catch(() => undefined); // offline: the server closes, and we come again with the cookie
    }
  }
}

async function renew(socket: Socket): Promise<void> {
  const fresh = await api<SignedIn>("POST", "/auth/refresh");
  setAccessToken(fresh.accessToken);
  socket.post({ type: "auth", token: fresh.accessToken });
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The user who was signed in when the app was last open, without asking the server. */
export function remembered(): User | undefined {
  const text = localStorage.getItem(userKey);
  return text ? (JSON.parse(text) as User) : undefined;
}

/** Signs in; throws Problem where the server refuses. */
export async function signIn(email: string, password: string): Promise<User> {
  const { accessToken, user } = await api<SignedIn>("POST", "/auth/login", { email, password });
  setAccessToken(accessToken);
  localStorage.setItem(userKey, JSON.stringify(user));
  return user;
}

/** Signs out and deletes this device's copies. */
export async function signOut(client: Client): Promise<void> {
  localStorage.removeItem(userKey);
  client.socket.stop();
  await api("POST", "/auth/logout").catch(() => undefined);
  setAccessToken(undefined);
  await client.rows.wipe();
  await client.documents.wipe(client.user.id);
}

/** Loads Automerge; once, before any document is opened. */
export function loadAutomerge(): Promise<void> {
  return initializeWasm(wasmUrl);
}
