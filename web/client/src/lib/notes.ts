import { ImmutableString } from "@automerge/automerge/slim";
import { idOf } from "./place";
import { show } from "./schema";

/** A note as a document holds it. Its body is one value; older documents have a collaborative text there. */
export type Note = { id?: unknown; author?: unknown; at?: unknown; body?: unknown };

type Document = Record<string, unknown>;

/** A note belongs to its author: nobody else changes it. The server refuses it. */
export function mayEditNote(user: { id: string }, note: Note): boolean {
  return show(note.author).toLowerCase() === user.id;
}

/** The broker role also deletes others' notes. */
export function mayDeleteNote(user: { id: string; role: string }, note: Note): boolean {
  return user.role === "broker" || mayEditNote(user, note);
}

/** Appends a whole note: one value for each of its fields, however long. */
export function addNote(draft: Document, note: { id: string; author: string; at: string; body: string }): void {
  draft.notes ??= [];
  const { id, author, at, body } = note;
  (draft.notes as Note[]).push({
    id: new ImmutableString(id),
    author: new ImmutableString(author),
    at: new ImmutableString(at),
    body: new ImmutableString(body),
  });
}

/** Gives a note another body; nothing where it has been deleted meanwhile. */
export function editNote(draft: Document, id: string, body: string): void {
  const note = (draft.notes as Note[] | undefined)?.find((note) => idOf(note) === id);
  if (note && show(note.body) !== body) note.body = new ImmutableString(body);
}
