import { page } from "./page";
import type { Frame } from "./socket";

/** A field of a record, by its JSON Pointer: "/purchasePrice". A note that is being written is "/notes/-". */
export type FieldRef = { record: string; field: string };

/** What presence needs of a connection. */
type Connected = { post: (frame: Frame) => boolean };

/**
 * What this device's user is doing, told to the others, who see a face on the record and a ring on the field: which
 * record is open, which field is being edited, where somebody types. It is an advisory, never a lock.
 */
export class Presence {
  #socket: Connected;
  #viewing?: string;
  #editing?: FieldRef;
  #typing?: FieldRef;

  constructor(socket: Connected) {
    this.#socket = socket;
  }

  /** Shows a record, or none. */
  view(record: string | undefined): void {
    this.#viewing = record;
    this.#editing = this.#typing = undefined;
    this.announce();
  }

  /** Edits a field, or none. */
  edit(field: FieldRef | undefined): void {
    if (same(field, this.#editing)) return;
    this.#editing = field;
    this.announce();
  }

  /** Types in a field, or has paused. */
  type(field: FieldRef | undefined): void {
    if (same(field, this.#typing)) return;
    this.#typing = field;
    this.announce();
  }

  /** Says all of it again: it expires after 45 s, and a new connection knows nothing of it. */
  announce(): void {
    this.#socket.post({
      type: "presence",
      status: page.isVisible() ? "online" : "away",
      ...(this.#viewing ? { viewing: this.#viewing } : {}),
      ...(this.#editing ? { editing: this.#editing } : {}),
      ...(this.#typing ? { typing: this.#typing } : {}),
    });
  }
}

function same(a: FieldRef | undefined, b: FieldRef | undefined): boolean {
  return a?.record === b?.record && a?.field === b?.field;
}
