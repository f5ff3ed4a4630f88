import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { fillDisk } from "../fulldisk";
import { Observable } from "../lib/observable";
import { Disk, result } from "./disk";
import { DocumentStore } from "./documentstore";

let disk: Disk;
beforeEach(() => {
  disk = new Disk(new IDBFactory(), 20);
});

const first = new Uint8Array([1]);
const second = new Uint8Array([2]);

test("chunks are found under their document, and removed with it", async () => {
  const store = new DocumentStore("test", disk);
  await store.save(["a", "snapshot", "x"], first);
  await store.save(["a", "incremental", "y"], second);
  await store.save(["ab", "snapshot", "z"], first);
  expect(await store.loadRange(["a"])).toEqual([
    { key: ["a", "incremental", "y"], data: second },
    { key: ["a", "snapshot", "x"], data: first },
  ]);
  await store.removeRange(["a"]);
  expect(await store.loadRange([])).toEqual([{ key: ["ab", "snapshot", "z"], data: first }]);
  expect(await new DocumentStore("test", disk).load(["ab", "snapshot", "z"])).toEqual(first);
});

const refused = "a save that the disk refuses is not left open, is read from memory, and is written when there is room";

test(refused, async () => {
  const store = new DocumentStore("test", disk);
  await store.save(["a", "snapshot", "x"], first);
  const free = fillDisk();
  await store.save(["a", "incremental", "y"], second);
  await store.remove(["a", "snapshot", "x"]);
  expect(disk.state.get()).toBe("full");
  expect(await store.loadRange(["a"])).toEqual([{ key: ["a", "incremental", "y"], data: second }]);
  free();
  const reloaded = new DocumentStore("test", disk);
  await expect.poll(() => disk.state.get()).toBe("writable");
  expect(await reloaded.loadRange(["a"])).toEqual([{ key: ["a", "incremental", "y"], data: second }]);
});

test("what comes while another chunk is written is not called refused", async () => {
  const store = new DocumentStore("test", disk);
  const told: string[] = [];
  disk.state.watch(() => told.push(disk.state.get()));
  const { write } = disk;
  let late: Promise<void> | undefined;
  disk.write = (...args) => {
    const done = write.apply(disk, args);
    late ??= store.save(["a", "incremental", "y"], second);
    return done;
  };
  await store.save(["a", "snapshot", "x"], first);
  await late;
  expect(await store.loadRange(["a", "incremental"])).toHaveLength(1);
  expect(told).toEqual([]);
});

/** A chunk of the server's: of 1,000 bytes. */
const given = (id: string, name: string, fill = 1) => ({
  key: [id, "snapshot", name],
  data: new Uint8Array(1_000).fill(fill),
});

const ids = Array.from({ length: 100 }, (_, n) => `d${n}`);

/** The values that are stored of documents. */
async function values(): Promise<{ key: string[]; value: unknown }[]> {
  const database = await disk.open("test", ["documents"]);
  const objects = database?.transaction("documents").objectStore("documents") as IDBObjectStore;
  const [keys, all] = await Promise.all([result(objects.getAllKeys()), result(objects.getAll())]);
  return keys.map((key, at) => ({ key: key as string[], value: all[at] }));
}

test("what the server gave of many is kept in few packs, and found under each document", async () => {
  const store = new DocumentStore("test", disk);
  await store.replace(ids.map((id, n) => given(id, "x", n)));
  expect((await values()).length).toBeLessThanOrEqual(4);
  const other = new DocumentStore("test", disk, new Observable(false)); // another tab
  expect(await other.documents()).toEqual(new Set(ids));
  expect(await other.loadRange(["d7"])).toEqual([given("d7", "x", 7)]);
  expect(await other.loadRange(["d99", "snapshot"])).toEqual([given("d99", "x", 99)]);
  expect(await other.loadRange(["d7", "incremental"])).toEqual([]);
  expect(await other.loadRange(["d"])).toEqual([]);
  const sizes = await other.sizes();
  expect(sizes.size).toBe(100);
  expect([...sizes.values()].every((size) => size === 1_000)).toBe(true);
});

test("a document that goes leaves nothing of it in a pack, and the others stay", async () => {
  const secret = 0xab;
  const store = new DocumentStore("test", disk);
  await store.replace(ids.map((id, n) => given(id, "x", n === 7 || n === 8 || n === 50 ? secret : n)));
  await store.removeRange(["d7"]);
  expect(await store.removeDocuments(["d8", "d50"], () => false)).toEqual(["d8", "d50"]);
  const left = ids.filter((id) => !["d7", "d8", "d50"].includes(id));
  expect(await store.documents()).toEqual(new Set(left));
  for (const { value } of await values()) expect((value as { bytes: Uint8Array }).bytes).not.toContain(secret);
  expect(await store.loadRange(["d9"])).toEqual([given("d9", "x", 9)]);
});

test("a newer chunk of the server's, or of this device, takes the place of what a pack has", async () => {
  const store = new DocumentStore("test", disk);
  await store.replace(ids.map((id) => given(id, "x")));
  await store.replace([given("d7", "y", 2), { key: ["d7", "snapshot", "x"] }]);
  await store.save(["d8", "snapshot", "z"], second);
  await store.remove(["d8", "snapshot", "x"]);
  expect(await store.loadRange(["d7"])).toEqual([given("d7", "y", 2)]);
  expect(await store.loadRange(["d8"])).toEqual([{ key: ["d8", "snapshot", "z"], data: second }]);
  expect(await store.documents()).toEqual(new Set(ids));
});

test("a pack of another shape is not read, and goes with its documents", async () => {
  const store = new DocumentStore("test", disk);
  await store.replace(ids.map((id) => given(id, "x")));
  const database = (await disk.open("test", ["documents"])) as IDBDatabase;
  const packs = await values();
  await disk.write(database, "documents", (objects) => {
    for (const { key } of packs) objects.put({ names: ["x"], ends: "all", bytes: first }, key);
  });
  expect(await store.loadRange(["d7"])).toEqual([]);
  for (const id of ids) await store.removeRange([id]);
  await store.removeDocuments(ids, () => false);
  expect(await values()).toEqual([]);
});

test("what is there of another shape is not read", async () => {
  const store = new DocumentStore("test", disk);
  await store.save(["a", "snapshot", "x"], "a text" as unknown as Uint8Array);
  expect(await store.loadRange(["a"])).toEqual([]);
});
