import type { Message } from "@automerge/automerge-repo/slim";
import type { Observable } from "../lib/observable";
import type { Row } from "../lib/row";
import type { Waiting } from "../lib/unsent";

/** A message waits no longer than this, in milliseconds: then the server says itself what it misses. */
const patience = 5_000;

type Unsent = Pick<Observable<Readonly<Record<string, Waiting>>>, "get" | "watch">;

/**
 * The order in which the server hears of documents. It refuses a value that names a record which it does not know, and
 * the messages of different documents overtake one another: what names a record that was made here waits until the
 * server has saved that record.
 */
export class Order {
  #waiting: Unsent;
  #made: Map<string, Row>;
  #send: (message: Message) => void;
  #held: Message[] = [];
  #unsent = new Set<string>(); // of those that were made here
  #timer?: ReturnType<typeof setTimeout>;

  /**
   * made are the rows of the records that were made here, by document, until they are saved; send puts a message on
   * the wire.
   */
  constructor(waiting: Unsent, made: Map<string, Row>, send: (message: Message) => void) {
    this.#waiting = waiting;
    this.#made = made;
    this.#send = send;
    waiting.watch(() => {
      this.#note();
      if (this.#held.length > 0) this.#release((id) => !this.#mustWait(id));
    });
  }

  /** Whether a message that is about to be sent waits here. */
  holds(message: Message): boolean {
    const { documentId, type } = message;
    if (type === "ephemeral") return false; // it tells of carets, and names no record
    this.#forgetSaved();
    if (!documentId || !(this.#isHeld(documentId) || this.#mustWait(documentId))) return false;
    this.#held.push(message);
    this.#timer ??= setTimeout(() => this.#release(() => true), patience);
    return true;
  }

  /** The connection is gone, and with it what was about to be said. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held = [];
  }

  /** A record that was unsent and no longer is, is like all others: what is edited there later may name new ones. */
  #note(): void {
    const waiting = this.#waiting.get();
    for (const id of this.#made.keys()) {
      if (waiting[id]) this.#unsent.add(id);
      else if (this.#unsent.delete(id)) this.#made.delete(id);
    }
  }

  #forgetSaved(): void {
    const waiting = this.#waiting.get();
    for (const id of this.#made.keys()) if (!waiting[id]) this.#made.delete(id);
  }

  #isHeld(documentId: string): boolean {
    return this.#held.some((message) => message.documentId === documentId);
  }

  /** Edits of a record wait for every new one; a new one waits for those that it names. */
  #mustWait(documentId: string): boolean {
    const waiting = this.#waiting.get();
    if (this.#made.size === 0 || !waiting[documentId]) return false;
    const unknown = [...this.#made].filter(([id]) => id !== documentId && waiting[id]);
    const own = this.#made.get(documentId);
    if (!own) return unknown.length > 0;
    const fields = JSON.stringify(own.fields);
    return unknown.some(([, { id }]) => fields.includes(id));
  }

  /** Sends what may go. What stays goes when the first of it has waited long enough. */
  #release(may: (documentId: string) => boolean): void {
    const held = this.#held;
    this.#held = [];
    for (const message of held) {
      if (may(message.documentId ?? "")) this.#send(message);
      else this.#held.push(message);
    }
    if (this.#held.length === 0) this.clear();
  }
}
