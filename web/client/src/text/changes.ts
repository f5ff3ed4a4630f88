import { ChangeSet, Text } from "@codemirror/state";
import type { Splice } from "./splice";

/** A splice of a text of that length, as a ChangeSet. */
export function changeOf({ from, to, insert }: Splice, length: number): ChangeSet {
  return ChangeSet.of({ from, to, insert: textOf(insert) }, length);
}

/** The splices of a ChangeSet, to be made in turn: each counts in the text that those before it have made. */
export function splicesOf(changes: ChangeSet): Splice[] {
  const splices: Splice[] = [];
  changes.iterChanges((fromA, toA, fromB, _toB, inserted) => {
    splices.push({ from: fromB, to: fromB + toA - fromA, insert: inserted.toString() });
  }, true);
  return splices;
}

/** The text that the changes make of before. */
export function applied(changes: ChangeSet, before: string): string {
  let text = before;
  for (const { from, to, insert } of splicesOf(changes)) text = text.slice(0, from) + insert + text.slice(to);
  return text;
}

/** What takes the changes of before back. */
export function inverse(changes: ChangeSet, before: string): ChangeSet {
  const back: { from: number; to: number; insert: Text }[] = [];
  changes.iterChanges((fromA, toA, fromB, toB) => {
    back.push({ from: fromB, to: toB, insert: textOf(before.slice(fromA, toA)) });
  }, true);
  return ChangeSet.of(back, changes.newLength);
}

/** Lines end at "\n" alone: ChangeSet would also take "\r" for an end, and lose it. */
function textOf(text: string): Text {
  return Text.of(text.split("\n"));
}
