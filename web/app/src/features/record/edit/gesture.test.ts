import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import type { Place } from "@roomkey/client";
import { beforeAll, expect, test } from "vitest";
import { adding, type Draft, listing, removing, setting, together } from "./gesture";
import { Gestures } from "./undo";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

/** A record with two people at it: mine goes through gestures. */
function desk(content: Draft) {
  let doc = Automerge.from<Draft>(content);
  const gestures = new Gestures();
  let closed = false;
  gestures.writeTo((_, change) => {
    if (!closed) doc = Automerge.change(doc, change);
    return !closed;
  });
  const close = (is: boolean) => {
    closed = is;
  };
  const other = (change: (draft: Draft) => void) => {
    doc = Automerge.merge(doc, Automerge.change(Automerge.clone(doc), change));
  };
  return { gestures, other, close, doc: () => doc, json: () => JSON.parse(JSON.stringify(doc)) as Draft };
}

const at = (...place: [string, ...string[]]) => ({ label: place[0], private: false, place: place as Place });

test("a value that was set is taken back and set again", () => {
  const { gestures, doc, json } = desk({ price: 1 });
  gestures.perform(setting(doc(), at("price"), 2));
  gestures.perform(setting(doc(), at("kind"), "Cash"));
  expect(json()).toEqual({ price: 2, kind: "Cash" });
  expect(gestures.undo()).toEqual({ label: "kind", done: true });
  expect(gestures.undo()).toEqual({ label: "price", done: true });
  expect(json()).toEqual({ price: 1 });
  expect(gestures.undo()).toBeUndefined();
  gestures.redo();
  expect(json()).toEqual({ price: 2 });
});

test("one gesture of several is taken back alone, once", () => {
  const { gestures, doc, json } = desk({ price: 1, checklist: [{ id: "a" }, { id: "b" }] });
  gestures.perform(removing(doc(), at("checklist"), "a"));
  const removed = gestures.last;
  gestures.perform(setting(doc(), at("price"), 2));
  expect(gestures.undo(removed)).toEqual({ label: "checklist", done: true });
  expect(json()).toEqual({ price: 2, checklist: [{ id: "a" }, { id: "b" }] });
  expect(gestures.undo(removed)).toBeUndefined();
  expect(gestures.undo()).toEqual({ label: "price", done: true });
});

test("a record that is not open takes nothing back, and does when it is open again", () => {
  const { gestures, close, doc, json } = desk({ price: 1 });
  gestures.perform(setting(doc(), at("price"), 2));
  close(true);
  expect(gestures.undo()).toEqual({ label: "price", done: false, closed: true });
  close(false);
  expect(gestures.undo()).toEqual({ label: "price", done: true });
  close(true);
  expect(gestures.redo()).toEqual({ label: "price", done: false, closed: true });
  close(false);
  gestures.redo();
  expect(json()).toEqual({ price: 2 });
});

test("what somebody else has set since stays, and that is said", () => {
  const { gestures, other, doc, json } = desk({ price: 1 });
  gestures.perform(setting(doc(), at("price"), 2));
  other((draft) => {
    draft.price = 3;
  });
  expect(gestures.undo()).toEqual({ label: "price", done: false });
  expect(json()).toEqual({ price: 3 });
});

test("an item that was removed comes back to its place, with what it held", () => {
  const items = [
    { id: "a", title: new Automerge.ImmutableString("One"), done: true },
    { id: "b", title: "Two" },
    { id: "c", title: "Three" },
  ];
  const { gestures, other, doc, json } = desk({ checklist: items });
  gestures.perform(removing(doc(), at("checklist"), "b"));
  other((draft) => void (draft.checklist as Draft[]).push({ id: "d" }));
  expect((json().checklist as Draft[]).map(({ id }) => id)).toEqual(["a", "c", "d"]);
  gestures.undo();
  expect(json().checklist).toEqual([
    { id: "a", title: "One", done: true },
    { id: "b", title: "Two" },
    { id: "c", title: "Three" },
    { id: "d" },
  ]);
});

test("an added item goes again, whatever was written into it meanwhile", () => {
  const { gestures, other, json } = desk({});
  gestures.perform(adding(at("parties"), { id: "x", role: "Escrow", contact: undefined }));
  expect(json()).toEqual({ parties: [{ id: "x", role: "Escrow" }] });
  other((draft) => {
    for (const party of draft.parties as Draft[]) party.role = "Title";
  });
  gestures.undo();
  expect(json()).toEqual({ parties: [] });
});

test("several gestures are one", () => {
  const { gestures, doc, json } = desk({ status: "open", tags: ["a"] });
  const move = setting(doc(), at("status"), "cancelled");
  gestures.perform(together("Status", [move, setting(doc(), at("reason"), "no loan"), listing(at("tags"), "b", true)]));
  expect(json()).toEqual({ status: "cancelled", reason: "no loan", tags: ["a", "b"] });
  expect(gestures.undo()).toEqual({ label: "Status", done: true });
  expect(json()).toEqual({ status: "open", tags: ["a"] });
});

test("a new gesture ends what could be done again, and only so many are kept", () => {
  const { gestures, doc, json } = desk({ n: 0 });
  for (let n = 1; n <= 150; n++) gestures.perform(setting(doc(), at("n"), n));
  gestures.undo();
  gestures.perform(setting(doc(), at("m"), 1));
  expect(gestures.redo()).toBeUndefined();
  let taken = 0;
  while (gestures.undo()) taken++;
  expect(taken).toBe(100);
  expect(json()).toEqual({ n: 50 });
});
