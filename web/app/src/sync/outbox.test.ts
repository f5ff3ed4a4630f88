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
    key: () => null,
    length: 0,
  };
}

let storage: Storage;
beforeEach(() => {
  storage = memory();
});

test("edits wait until the server says saved, over a reload too", () => {
  new Outbox("ana", storage).add("doc", "h1", 1);
  const reloaded = new Outbox("ana", storage);
  reloaded.add("doc", "h2", 2);
  expect(reloaded.count).toBe(2);
  reloaded.saved("doc", ["h1", "not ours"]);
  expect(reloaded.waiting.get()).toEqual({ doc: { h2: 2 } });
  reloaded.saved("doc", ["h2"]);
  expect(reloaded.count).toBe(0);
});

test("accounts on one device have lists of their own", () => {
  new Outbox("ana", storage).add("doc", "h1", 1);
  expect(new Outbox("abe", storage).count).toBe(0);
});

test("a refused edit no longer waits and is kept with its reason; others' are not ours", () => {
  const outbox = new Outbox("ana", storage);
  outbox.add("doc", "h1", 1);
  outbox.reject("doc", ["h1", "h9"], { code: "invalid", message: "must be a date", field: "/openedDate" });
  expect(outbox.count).toBe(0);
  expect(outbox.refused.get().doc).toEqual([
    { hash: "h1", code: "invalid", message: "must be a date", field: "/openedDate" },
  ]);
});
