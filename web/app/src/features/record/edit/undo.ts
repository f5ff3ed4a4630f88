import { Observable } from "@roomkey/client";
import type { Draft, Gesture } from "./gesture";

/** So many gestures of one record can be taken back. */
const kept = 100;

/** Writes into the document, private or shared, that a gesture is about; false where it is not open. */
export type Writer = (gesture: { private: boolean }, change: (draft: Draft) => void) => boolean;

/** What came of taking a gesture back, or doing it again. closed: the record is not open, and it can be tried again. */
export type Undone = { label: string; done: boolean; closed?: true };

/**
 * The gestures of one person on one record, of which the last can be taken back, and done again. Typing in
 * collaborative texts has its own. They last as long as the page.
 */
export class Gestures {
  readonly canUndo = new Observable(false);
  #write: Writer = () => false;
  #done: Gesture[] = [];
  #undone: Gesture[] = [];

  /** From now on, gestures write here: the handles of a record's documents may be replaced. */
  writeTo(write: Writer): void {
    this.#write = write;
  }

  /** Does it, as one change. */
  perform(gesture: Gesture): void {
    if (!this.#write(gesture, gesture.apply)) return;
    this.#done = [...this.#done, gesture].slice(-kept);
    this.#undone = [];
    this.canUndo.set(true);
  }

  /** The last gesture that can be taken back. */
  get last(): Gesture | undefined {
    return this.#done.at(-1);
  }

  /** Takes a gesture back, or the last one; undefined where there is none, or it has been taken back. */
  undo(gesture = this.last): Undone | undefined {
    if (!gesture || !this.#done.includes(gesture)) return undefined;
    let done = false;
    const open = this.#write(gesture, (draft) => {
      done = gesture.revert(draft);
    });
    if (!open) return { label: gesture.label, done, closed: true };
    this.#done = this.#done.filter((one) => one !== gesture);
    this.canUndo.set(this.#done.length > 0);
    if (done) this.#undone.push(gesture);
    return { label: gesture.label, done };
  }

  /** Does what was taken back last again; undefined where there is nothing. */
  redo(): Undone | undefined {
    const gesture = this.#undone.at(-1);
    if (!gesture) return undefined;
    if (!this.#write(gesture, gesture.apply)) return { label: gesture.label, done: false, closed: true };
    this.#undone.pop();
    this.#done.push(gesture);
    this.canUndo.set(true);
    return { label: gesture.label, done: true };
  }
}

const byRecord = new Map<string, Gestures>();

/** The gestures on a record: the same for as long as the page lives, whichever screen shows the record. */
export function gesturesOn(record: string): Gestures {
  let gestures = byRecord.get(record);
  if (!gestures) {
    gestures = new Gestures();
    byRecord.set(record, gestures);
  }
  return gestures;
}
