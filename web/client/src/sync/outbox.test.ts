import { beforeEach, expect, test } from "vitest";
import { Outbox } from "./outbox";

/** A Storage that lives as long as the test. */
function memory(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

let storage: Storage;
beforeEach(() => {
  storage = memory();
});

test("edits wait until they are dropped, over a reload too", () => {
  new Outbox("ana", storage).add("doc", "h1", 1);
  const reloaded = new Outbox("ana", storage);
  reloaded.add("doc", "h2", 2);
  reloaded.add("other", "h3", 3);
  expect(reloaded.count).toBe(3);
  reloaded.drop("doc", ["h1", "not ours"]);
  expect(reloaded.waiting.get()).toEqual({ doc: { h2: { at: 2 } }, other: { h3: { at: 3 } } });
  reloaded.drop("doc", ["h2"]);
  reloaded.drop("other", ["h3"]);
  expect(new Outbox("ana", storage).count).toBe(0);
});

test("a change is kept with its hash until the repository has it on disk", () => {
  const bytes = new Uint8Array([0, 133, 255]);
  new Outbox("ana", storage).add("doc", "h1", 1, bytes);
  const reloaded = new Outbox("ana", storage);
  expect(reloaded.unkept("doc")).toEqual([bytes]);
  reloaded.kept("doc", ["h1"]);
  expect(reloaded.unkept("doc")).toEqual([]);
  expect(reloaded.count).toBe(1);
});

test("accounts on one device have lists of their own", () => {
  new Outbox("ana", storage).add("doc", "h1", 1);
  expect(new Outbox("abe", storage).count).toBe(0);
});

test("a refused edit is kept with its reason until it was seen", () => {
  const refusal = { hash: "h1", code: "invalid", message: "must be a date", field: "/openedDate", lost: {} };
  new Outbox("ana", storage).refuse("doc", [refusal]);
  const reloaded = new Outbox("ana", storage);
  expect(reloaded.refused.get().doc).toEqual([refusal]);
  reloaded.dismiss("doc");
  expect(new Outbox("ana", storage).refused.get()).toEqual({});
});
