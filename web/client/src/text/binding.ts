import * as Automerge from "@automerge/automerge/slim";
import { ChangeSet } from "@codemirror/state";
import { show } from "../lib/schema";
import { applied, changeOf, splicesOf } from "./changes";
import { areaOffset, inArea, textOffset } from "./ends";
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

/** What a text area is to hold, and the offsets of its selection there. */
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
  #writing = false;
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

  /** The user changed the text area, which has this value now, and its caret there; what is to be shown, if more. */
  input(value: string, caret: number): Shown | undefined {
    const typed = spliceOf(inArea(this.#shown), value, caret);
    if (!typed) return undefined;
    const [from, to] = [textOffset(this.#shown, typed.from), textOffset(this.#shown, typed.to)];
    const splice = { from, to, insert: typed.insert };
    const changes = changeOf(splice, this.#shown.length);
    this.#history.edited(changes, this.#shown, splice.from + splice.insert.length, this.#now());
    this.#make(changes);
    return this.pull({ start: caret, end: caret });
  }

  /** The document changed. What is to be shown, where others' edits are to be shown now. */
  pull({ start, end }: Omit<Shown, "value">): Shown | undefined {
    if (this.#writing) return undefined; // the document tells of one's own change
    this.#take();
    if (this.composing || this.#waiting.empty) return undefined;
    const others = this.#waiting;
    const before = this.#shown;
    this.#history.mapped(others);
    this.#shown = applied(others, before);
    this.#waiting = ChangeSet.empty(this.#shown.length);
    const caret = start === end;
    const mapped = (offset: number, side: number) =>
      areaOffset(this.#shown, others.mapPos(textOffset(before, offset), side));
    return { value: this.#shown, start: mapped(start, caret ? -1 : 1), end: mapped(end, -1) };
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
    const caret = areaOffset(this.#shown, last.from + last.insert.length);
    return { value: this.#shown, start: caret, end: caret };
  }

  /** Changes what is shown, and the document. */
  #make(changes: ChangeSet): void {
    this.#take();
    const before = applied(this.#waiting, this.#shown);
    const theirs = changes.map(this.#waiting);
    this.#waiting = this.#waiting.map(changes, true);
    this.#shown = applied(changes, this.#shown);
    this.#writing = true;
    try {
      this.#write(before, stepsOf(theirs, before));
    } finally {
      this.#writing = false;
    }
  }

  /**
   * Writes the steps as a change each. Another change, such as the server's repair of a step or one of another tab, may
   * come in the same moment: it moves the steps after it, and waits to be shown.
   */
  #write(before: string, steps: ChangeSet[]): void {
    let text = before;
    while (steps.length > 0) {
      const arrived = this.#arrived(text.length);
      text = applied(arrived, text);
      this.#waiting = this.#waiting.compose(rebase(steps, arrived));
      const step = steps.shift() as ChangeSet;
      const splices = splicesOf(step);
      const after = applied(step, text);
      const isText = typeof this.#document.doc()[this.#field] === "string"; // the draft would make a string of it anew
      const hash = this.#document.change((draft) => {
        if (!isText)
          draft[this.#field] = after; // it was none, or no text to merge
        else
          for (const { from, to, insert } of splices) Automerge.splice(draft, [this.#field], from, to - from, insert);
      });
      if (hash) this.#heads = [hash];
      text = after;
    }
  }

  /** Adds to what waits what others have changed. */
  #take(): void {
    this.#waiting = this.#waiting.compose(this.#arrived(this.#waiting.newLength));
  }

  /** What others have changed since the document was last looked at, when its text had that length. */
  #arrived(length: number): ChangeSet {
    const doc = this.#document.doc();
    const heads = Automerge.getHeads(doc);
    let others = ChangeSet.empty(length);
    if (heads.join() === this.#heads.join()) return others;
    for (const patch of Automerge.diff(doc, this.#heads, heads)) {
      if (patch.path[0] !== this.#field) continue;
      const splice = this.#spliceOf(patch, others.newLength);
      if (splice) others = others.compose(changeOf(splice, others.newLength));
    }
    this.#heads = heads;
    return others;
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

/** The changes of text as steps, to be made in turn, that one change of a document each can hold. */
function stepsOf(changes: ChangeSet, text: string): ChangeSet[] {
  const steps: ChangeSet[] = [];
  let before = text;
  for (const splice of splicesOf(changes)) {
    for (const slice of slices(before, splice, sliceSize)) {
      steps.push(changeOf(slice, before.length));
      before = before.slice(0, slice.from) + slice.insert + before.slice(slice.to);
    }
  }
  return steps;
}

/** Moves steps over what others did before them; returns what others did as it is after the steps. */
function rebase(steps: ChangeSet[], others: ChangeSet): ChangeSet {
  let after = others;
  for (const [index, step] of steps.entries()) {
    steps[index] = step.map(after);
    after = after.map(step, true);
  }
  return after;
}
