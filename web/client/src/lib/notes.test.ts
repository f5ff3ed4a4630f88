import * as Automerge from "@automerge/automerge";
import { expect, test } from "vitest";
import { addNote, editNote, mayDeleteNote, mayEditNote, type Note } from "./notes";
import { removeEntry } from "./place";
import { show } from "./schema";

type Doc = { notes?: Note[] };

const ann = { id: "a1", role: "agent" };

/** The operations of the last change. */
function operations(doc: Automerge.Doc<Doc>): number {
  const last = Automerge.getLastLocalChange(doc);
  return last ? Automerge.decodeChange(last).ops.length : 0;
}

test("a note is one value for each of its fields, however long, and so is an edit of it", () => {
  const body = "and so on\n".repeat(1_000);
  const note = { id: "n1", author: ann.id, at: "2026-05-06T09:30:00Z", body };
  let doc = Automerge.change(Automerge.init<Doc>(), (draft) => addNote(draft, note));
  expect(operations(doc)).toBe(6); // the list, the note and its four fields
  expect(show(doc.notes?.[0]?.body)).toBe(body);
  doc = Automerge.change(doc, (draft) => editNote(draft, "n1", "short"));
  expect(operations(doc)).toBe(1);
  expect(show(doc.notes?.[0]?.body)).toBe("short");
});

test("a text of an older document becomes a value when it is edited, and only then", () => {
  const old = Automerge.from<Doc>({ notes: [{ id: "n1", author: ann.id, body: "hello" }] });
  const same = Automerge.change(old, (draft) => editNote(draft, "n1", "hello"));
  expect(Automerge.getHeads(same)).toEqual(Automerge.getHeads(old));
  const doc = Automerge.change(same, (draft) => editNote(draft, "n1", "hello, again"));
  expect(doc.notes?.[0]?.body).toBeInstanceOf(Automerge.ImmutableString);
});

test("a note that is gone is not edited", () => {
  const doc = Automerge.from<Doc>({ notes: [{ id: "n1", author: ann.id, body: "hello" }] });
  const after = Automerge.change(doc, (draft) => {
    removeEntry(draft, ["notes"], "n1");
    editNote(draft, "n1", "still");
  });
  expect(after.notes).toEqual([]);
});

test.each([
  ["its author", ann, true, true],
  ["a colleague", { id: "b2", role: "lead" }, false, false],
  ["the broker role", { id: "c3", role: "broker" }, false, true],
])("%s", (_, user, edits, deletes) => {
  const note = { author: new Automerge.ImmutableString("A1") };
  expect(mayEditNote(user, note)).toBe(edits);
  expect(mayDeleteNote(user, note)).toBe(deletes);
});
