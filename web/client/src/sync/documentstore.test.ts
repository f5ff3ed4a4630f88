import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { fillDisk } from "../fulldisk";
import { Disk } from "./disk";
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

test("what is there of another shape is not read", async () => {
  const store = new DocumentStore("test", disk);
  await store.save(["a", "snapshot", "x"], "a text" as unknown as Uint8Array);
  expect(await store.loadRange(["a"])).toEqual([]);
});
