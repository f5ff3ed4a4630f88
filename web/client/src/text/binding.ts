import * as Automerge from "@automerge/automerge/slim";
import { ChangeSet } from "@codemirror/state";
import { show } from "../lib/schema";
import { applied, changeOf, splicesOf } from "./changes";
import { History } from "./history";
import { type Splice, slices, spliceOf } from "./splice";

/** The server takes 10,000 operations a change; each letter is one. */
const sliceSize = 5_000;

type Fields = Record<string, unknown>;

/** The document of a text: as it is now, and one change of it, whose hash is returned. */
export type TextDocument = {
  doc(): Automerge.Doc<Fields>;
  change(change: (draft: Fields) => void): string | undefined;
};

/** What stands in a text area. */
export type Shown = { value: string; start: number; end: number };

/**
 * Binds a text area to one text of a document, a string at the document's root. What the user types goes into the
 * document as the splice that it is, so that it merges by character; what others write comes as splices too, and moves
 * the selection. Undo takes back the user's own edits alone.
 */
export class TextBinding {
  /** While an input method composes, what others write waits. */
  composing = false;
  #document: TextDocument;
  #field: string;
  #now: () => number;
  #shown: string;
  #heads: Automerge.Heads;
  /** From what is shown to what the document has at #heads. */
  #waiting: ChangeSet;
  #history = new History();

  constructor(document: TextDocument, field: string, now: () => number) {
    this.#document = document;
    this.#field = field;
    this.#now = now;
    const doc = document.doc();
    this.#heads = Automerge.getHeads(doc);
    this.#shown = this.#textOf(doc);
    this.#waiting = ChangeSet.empty(this.#shown.length);
  }

  /** What is shown. */
  get value(): string {
    return this.#shown;
  }

  /** The user changed the text area, which has this value now, and its caret there. */
  input(value: string, caret: number): void {
    const splice = spliceOf(this.#shown, value, caret);
    if (!splice) return;
    const changes = changeOf(splice, this.#shown.length);
    this.#history.edited(changes, this.#shown, splice.from + splice.insert.length, this.#now());
    this.#make(changes);
  }

  /** The document changed. What is to be shown, where others' edits are to be shown now. */
  pull({ start, end }: Omit<Shown, "value">): Shown | undefined {
    this.#take();
    if (this.composing || this.#waiting.empty) return undefined;
    const others = this.#waiting;
    this.#history.mapped(others);
    this.#shown = applied(others, this.#shown);
    this.#waiting = ChangeSet.empty(this.#shown.length);
    const caret = start === end;
    return {
      value: this.#shown,
      start: others.mapPos(start, caret ? -1 : 1),
      end: others.mapPos(end, -1),
    };
  }

  /** Takes back the user's last edit; what is to be shown. */
  undo(): Shown | undefined {
    return this.#move((text) => this.#history.undo(text));
  }

  /** Makes again what was taken back last; what is to be shown. */
  redo(): Shown | undefined {
    return this.#move((text) => this.#history.redo(text));
  }

  #move(step: (text: string) => ChangeSet | undefined): Shown | undefined {
    if (this.composing) return undefined;
    this.pull({ start: 0, end: 0 });
    const changes = step(this.#shown);
    if (!changes) return undefined;
    this.#make(changes);
    const last = splicesOf(changes).at(-1) as Splice;
    const caret = last.from + last.insert.length;
    return { value: this.#shown, start: caret, end: caret };
  }

  /** Changes what is shown, and the document. */
  #make(changes: ChangeSet): void {
    this.#take();
    const before = applied(this.#waiting, this.#shown);
    const theirs = changes.map(this.#waiting);
    this.#waiting = this.#waiting.map(changes, true);
    this.#shown = applied(changes, this.#shown);
    let text = before;
    for (const splice of splicesOf(theirs)) {
      for (const step of slices(text, splice, sliceSize)) {
        this.#write(text, step);
        text = text.slice(0, step.from) + step.insert + text.slice(step.to);
      }
    }
  }

  /**
   * One change. The heads are those of the change itself: another one, such as the server's repair of it, may have
   * come in the same moment, and is still to be shown.
   */
  #write(text: string, { from, to, insert }: Splice): void {
    const hash = this.#document.change((draft) => {
      if (typeof draft[this.#field] === "string") Automerge.splice(draft, [this.#field], from, to - from, insert);
      else draft[this.#field] = text.slice(0, from) + insert + text.slice(to); // it was none, or no text to merge
    });
    if (hash) this.#heads = [hash];
  }

  /** Adds to what waits what others have changed since the document was last looked at. */
  #take(): void {
    const doc = this.#document.doc();
    const heads = Automerge.getHeads(doc);
    if (heads.join() === this.#heads.join()) return;
    let others = ChangeSet.empty(this.#waiting.newLength);
    for (const patch of Automerge.diff(doc, this.#heads, heads)) {
      if (patch.path[0] !== this.#field) continue;
      const splice = this.#spliceOf(patch, others.newLength);
      if (splice) others = others.compose(changeOf(splice, others.newLength));
    }
    this.#heads = heads;
    this.#waiting = this.#waiting.compose(others);
  }

  #spliceOf(patch: Automerge.Patch, length: number): Splice | undefined {
    const at = patch.path[1];
    if (patch.action === "put") return { from: 0, to: length, insert: show(patch.value) };
    if (at === undefined) return patch.action === "del" ? { from: 0, to: length, insert: "" } : undefined;
    if (patch.action === "splice") return { from: Number(at), to: Number(at), insert: patch.value };
    if (patch.action === "del") return { from: Number(at), to: Number(at) + (patch.length ?? 1), insert: "" };
    return undefined;
  }

  #textOf(doc: Automerge.Doc<Fields>): string {
    return show(doc[this.#field]);
  }
}
