import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import type { Row } from "../lib/row";
import { textStore } from "../lib/storage";
import { Disk } from "./disk";
import { DocumentStore } from "./documentstore";
import { Held, usualLimit } from "./held";

const rows = ["a", "b", "c", "d"].map(
  (documentId, number) => ({ documentId, updatedAt: `2026-05-0${number + 1}T10:00:00Z` }) as unknown as Row,
);

let factory: IDBFactory;
let settings: ReturnType<typeof textStore>;
let store: DocumentStore;
let held: Held;

async function begin(): Promise<void> {
  const disk = new Disk(factory, 20);
  store = new DocumentStore("documents", disk);
  held = new Held("me", store, disk, settings);
  await held.start();
}

beforeEach(async () => {
  factory = new IDBFactory();
  settings = textStore("localStorage");
  settings.removeItem("roomkey/limit/me");
  await begin();
  for (const { documentId } of rows) {
    await store.save([documentId, "snapshot", "1"], new Uint8Array(80));
    await store.save([documentId, "incremental", "2"], new Uint8Array(20));
  }
});

const none = () => false;

test("nothing goes while nobody has set a limit", async () => {
  expect(held.limit.get()).toBe(usualLimit);
  expect(await held.evict(rows, none)).toBe(0);
  expect(await held.measure()).toEqual({ count: 4, bytes: 400, evicted: 0 });
});

test("beyond the limit goes what was opened longest ago, and not what has to stay; both outlive the page", async () => {
  held.opened("a");
  held.setLimit(200);
  expect(await held.evict(rows, (id) => id === "b")).toBe(2);
  expect(await held.evict(rows, (id) => id === "b")).toBe(0);
  expect(held.removals.get()).toBe(1);
  expect(await store.documents()).toEqual(new Set(["a", "b"]));
  expect(["a", "b", "c", "d"].map((id) => held.isEvicted(id))).toEqual([false, false, true, true]);
  await begin();
  expect(held.limit.get()).toBe(200);
  expect(held.isEvicted("c")).toBe(true);
  expect(await held.measure()).toEqual({ count: 2, bytes: 200, evicted: 2 });
});

test("what becomes unsent while sizes are read stays", async () => {
  held.setLimit(0);
  let asked = 0;
  expect(await held.evict(rows, (id) => id === "c" && asked++ > 0)).toBe(3);
  expect(await store.documents()).toEqual(new Set(["c"]));
  expect(held.isEvicted("c")).toBe(false);
});

test("what was removed is wanted again once it is opened, or where there is more room", async () => {
  held.setLimit(0);
  await held.evict(rows, none);
  held.opened("a");
  expect(held.isEvicted("a")).toBe(false);
  expect(held.isEvicted("b")).toBe(true);
  held.setLimit(1_000);
  expect(held.isEvicted("b")).toBe(false);
});

test("a tab that does not write removes nothing", async () => {
  const { Observable } = await import("../lib/observable");
  const disk = new Disk(factory, 20);
  const reader = new DocumentStore("documents", disk, new Observable(false));
  const follower = new Held("me", reader, disk, settings);
  await follower.start();
  follower.setLimit(0);
  expect(await follower.evict(rows, none)).toBe(0);
  expect((await store.documents()).size).toBe(4);
});
