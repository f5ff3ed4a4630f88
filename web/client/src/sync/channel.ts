import type { DocumentId } from "@automerge/automerge-repo/slim";
import type { Row } from "../lib/row";
import type { Waiting } from "../lib/unsent";
import type { Connection, Frame } from "./socket";

/** What one tab tells the others. */
export type Messages = {
  /** A tab begins to listen; those that are there answer, and say what it can't find on the disk. */
  hello: { tab: string };
  here: { tab: string };
  /** A tab listens no more. */
  bye: { tab: string };
  /** Changes of a document that some tabs may have open. */
  change: { documentId: DocumentId; bytes: Uint8Array };
  /** A document that a tab has opened, with its heads: whoever has more answers with a change. */
  open: { documentId: DocumentId; heads: string[] };
  /** The leader can't get a document that a tab has opened. */
  unavailable: { documentId: DocumentId };
  /** The leader has put another document in a document's place: its editors open it again. */
  replaced: { documentId: DocumentId };
  /** A renewed record goes on in another document. */
  moved: { documentId: DocumentId; to: DocumentId };
  /** A passing word about a document, such as a caret: to the others by the leader, or from somebody (sender). */
  ephemeral: { documentId: DocumentId; sender?: string; data?: Uint8Array; message?: unknown };
  /** A small thing that was put, or removed where it has no value. */
  kept: { store: string; key: string; value?: unknown };
  /** The user has set how many bytes of documents this device keeps. */
  limit: { bytes: number };
  /** Documents were removed from this device to make room. */
  removed: object;
  /** Fields that a tab has edited, for the lists of the others. */
  edited: { id: string; fields: Record<string, unknown> };
  /** A record that a tab has made. */
  created: { row: Row };
  /** The account's copies were deleted: nothing more is written. */
  wipe: object;
  /** A visible tab asks whether the leader is frozen, and the leader answers. */
  ping: object;
  pong: object;
  /** A tab leads from now on. */
  lead: object;
  /** The leader's connection. */
  state: { connection: Connection; lastSync?: number };
  /** The teams of the brokerage, as the server told the leader; without any, a broker's tab asks the leader. */
  teams: { teams?: string[] };
  /** A tab wants the leader to connect again: somebody signed in. */
  connect: { anew?: boolean };
  /** A frame of the second layer, from a tab to the server. */
  post: { tab: string; frame: Frame };
  /** A frame of the second layer, from the server to all tabs, or to one. */
  frame: { frame: Frame; to?: string };
  /** Unsent changes of a document: those that were added or stored, and the hashes of those that wait no longer. */
  waiting: { documentId: string; marked: Waiting; gone: string[] };
};

type Name = keyof Messages;
type Post = { [N in Name]: { name: N } & Messages[N] }[Name];

/** The tabs of one user on this device hear each other here. A tab does not hear itself. */
export class Channel {
  /** This tab, as the others know it. */
  readonly tab = crypto.randomUUID();
  #topic: string;
  #others = new Set<string>();
  #channel?: BroadcastChannel;
  #listeners = new Map<string, ((message: never) => void)[]>();

  /** The channel of this topic, which is closed until open is called. */
  constructor(topic: string) {
    this.#topic = topic;
  }

  open(): void {
    if (this.#channel || typeof BroadcastChannel === "undefined") return;
    const channel = new BroadcastChannel(this.#topic);
    channel.onmessage = ({ data }: MessageEvent<Post>) => {
      this.#note(data);
      // A tab with another version of the app may say what this one does not know.
      for (const listener of this.#listeners.get(String(data?.name)) ?? []) listener(data as never);
    };
    (channel as { unref?: () => void }).unref?.(); // a process of Node may end
    this.#channel = channel;
    this.post("hello", { tab: this.tab });
  }

  /**
   * Whether no other tab has been heard here. What is told with each key, and what a tab asks for or is told when it
   * comes, need not be told then: a message costs a fifth of a millisecond. A tab that crashed is not missed.
   */
  get isAlone(): boolean {
    return this.#others.size === 0;
  }

  /** Nothing is heard any more, and nothing said. An open channel keeps a page out of the back/forward cache. */
  close(): void {
    this.post("bye", { tab: this.tab });
    this.#channel?.close();
    this.#channel = undefined;
    this.#others.clear();
  }

  /** Tells the other tabs. */
  post<N extends Name>(name: N, message: Messages[N]): void {
    this.#channel?.postMessage({ name, ...message });
  }

  /** Calls listener with each message of this name. */
  on<N extends Name>(name: N, listener: (message: Messages[N]) => void): void {
    const listeners = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...listeners, listener as (message: never) => void]);
  }

  #note(data: Post): void {
    if (data?.name === "bye") this.#others.delete(data.tab);
    else if (data?.name === "hello" || data?.name === "here") this.#others.add(data.tab);
    else if (this.isAlone) this.#others.add(""); // an earlier version of the app does not say that it is there
    if (data?.name === "hello") this.post("here", { tab: this.tab });
  }
}
