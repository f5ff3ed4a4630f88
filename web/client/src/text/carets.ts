import * as Automerge from "@automerge/automerge/slim";
import { Observable } from "../lib/observable";

/** A caret is told at most so often, in milliseconds. */
const tellEvery = 100;

/** A caret that does not move is told again after this time, and one that is no longer told is gone after two. */
const repeatEvery = 10_000;

type Fields = Record<string, unknown>;

/** A caret or a selection of somebody else, as offsets in the text that is shown. */
export type Caret = { peer: string; start: number; end: number };

/** How messages about a document reach the others who have it open. */
export type Broadcast = {
  doc(): Automerge.Doc<Fields>;
  broadcast(message: unknown): void;
};

type Told = { type: "caret"; field: string; start: string; end: string } | { type: "caret"; field: string };

/** The carets of others in one text of a document, and one's own as they see it. */
export class Carets {
  /** By peer. Who each is, presence tells: a message says nothing of it that is to be believed. */
  readonly others = new Observable<readonly Caret[]>([]);
  #document: Broadcast;
  #field: string;
  #told = new Map<string, { start: string; end: string; timer: ReturnType<typeof setTimeout> }>();
  #own?: { start: number; end: number };
  #pause?: ReturnType<typeof setTimeout>;
  #repeat?: ReturnType<typeof setTimeout>;

  constructor(document: Broadcast, field: string) {
    this.#document = document;
    this.#field = field;
  }

  /** One's own selection; undefined where the text is left. */
  tell(selection: { start: number; end: number } | undefined): void {
    this.#own = selection;
    if (this.#pause) return; // the last one is told when the pause ends
    this.#send();
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#own !== selection) this.#send();
    }, tellEvery);
  }

  /** A message of a peer came; anything that is no caret in this text is somebody else's. */
  receive(peer: string, message: unknown): void {
    const told = message as Partial<Record<"type" | "field" | "start" | "end", unknown>> | null;
    if (told?.type !== "caret" || told.field !== this.#field) return;
    clearTimeout(this.#told.get(peer)?.timer);
    this.#told.delete(peer);
    if (typeof told.start === "string" && typeof told.end === "string") {
      const timer = setTimeout(() => {
        this.#told.delete(peer);
        this.moved();
      }, 2 * repeatEvery);
      this.#told.set(peer, { start: told.start, end: told.end, timer });
    }
    this.moved();
  }

  /** The text changed: where the carets are now. */
  moved(): void {
    if (this.#told.size === 0 && this.others.get().length === 0) return;
    const doc = this.#document.doc();
    const carets: Caret[] = [];
    for (const [peer, { start, end }] of this.#told) {
      try {
        const at = (cursor: string) => Automerge.getCursorPosition(doc, [this.#field], cursor as Automerge.Cursor);
        carets.push({ peer, start: at(start), end: at(end) });
      } catch {
        // The change that it stands in has not come yet, or it is no cursor.
      }
    }
    this.others.set(carets);
  }

  /** Leaves the text, and waits for nothing any more. */
  stop(): void {
    if (this.#own) {
      this.#own = undefined;
      this.#send();
    }
    clearTimeout(this.#pause);
    clearTimeout(this.#repeat);
    for (const { timer } of this.#told.values()) clearTimeout(timer);
    this.#told.clear();
  }

  #send(): void {
    clearTimeout(this.#repeat);
    this.#document.broadcast(this.#message());
    if (this.#own) this.#repeat = setTimeout(() => this.#send(), repeatEvery);
  }

  #message(): Told {
    const doc = this.#document.doc();
    if (!this.#own || typeof doc[this.#field] !== "string") return { type: "caret", field: this.#field };
    const at = (offset: number) => Automerge.getCursor(doc, [this.#field], offset);
    return { type: "caret", field: this.#field, start: at(this.#own.start), end: at(this.#own.end) };
  }
}
