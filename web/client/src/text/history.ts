import type { ChangeSet } from "@codemirror/state";
import { applied, inverse, splicesOf } from "./changes";

/** Keys typed at one place within this time, in milliseconds, are undone together. */
const joinTime = 500;

/** One key makes or takes a sign of at most so many units: a family is eleven. */
const maxSign = 11;

/** So many steps can be taken back. */
const maxSteps = 500;

type Step = { changes: ChangeSet; at: number; caret: number };

/**
 * The edits of one person in a text, to be undone and made again. Others' edits move the steps and are never part of
 * one. The last step of a stack applies to the text as it is shown, the one below to the text without that, and so on.
 */
export class History {
  #done: Step[] = [];
  #undone: Step[] = [];

  /** An edit of before was made; caret is where it ended, at the time in milliseconds. */
  edited(changes: ChangeSet, before: string, caret: number, at: number): void {
    const back = inverse(changes, before);
    const last = this.#done.at(-1);
    this.#undone = [];
    if (last && at - last.at < joinTime && isTyping(changes) && last.caret === startOf(changes)) {
      this.#done[this.#done.length - 1] = { changes: back.compose(last.changes), at, caret };
      return;
    }
    this.#done.push({ changes: back, at, caret });
    if (this.#done.length > maxSteps) this.#done.shift();
  }

  /** Others changed the text. */
  mapped(others: ChangeSet): void {
    this.#done = mapped(this.#done, others);
    this.#undone = mapped(this.#undone, others);
  }

  /** Takes the last edit out of the text; undefined where there is none. */
  undo(text: string): ChangeSet | undefined {
    return move(this.#done, this.#undone, text);
  }

  /** Makes the edit again that was taken back last; undefined where there is none. */
  redo(text: string): ChangeSet | undefined {
    return move(this.#undone, this.#done, text);
  }
}

function move(from: Step[], to: Step[], text: string): ChangeSet | undefined {
  for (let step = from.pop(); step; step = from.pop()) {
    const { changes } = step;
    if (changes.empty || applied(changes, text) === text) continue; // others have taken it back
    to.push({ changes: inverse(changes, text), at: 0, caret: -1 });
    return changes;
  }
  return undefined;
}

function mapped(steps: Step[], others: ChangeSet): Step[] {
  let below = others;
  const moved: Step[] = [];
  for (const { changes, ...step } of steps.toReversed()) {
    moved.push({ ...step, changes: changes.map(below, true), caret: below.mapPos(step.caret, 1) });
    below = below.map(changes);
  }
  return moved.reverse();
}

/** Whether the edit is one key: a letter put in, or one taken out. */
function isTyping(changes: ChangeSet): boolean {
  const splices = splicesOf(changes);
  const [splice] = splices;
  if (!splice || splices.length > 1) return false;
  if (splice.to - splice.from + splice.insert.length > maxSign) return false;
  return splice.to === splice.from ? splice.insert !== "\n" : splice.insert === "";
}

/** Where the caret stood before a key: at an insertion's start, and at a deletion's end. */
function startOf(changes: ChangeSet): number {
  const [splice] = splicesOf(changes);
  return splice ? Math.max(splice.from, splice.to) : -1;
}
