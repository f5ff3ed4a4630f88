import "fake-indexeddb/auto";
import { IDBFactory, IDBTransaction } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import { fillDisk } from "../fulldisk";
import { isStored } from "../lib/unsent";
import { memory } from "../testing";
import { Channel } from "./channel";
import { Disk } from "./disk";
import { Notices } from "./notices";
import { Outbox } from "./outbox";

const bytes = new Uint8Array([0, 133, 255]);
let storage: Storage;
let factory: IDBFactory;
let disk: Disk;
beforeEach(() => {
  storage = memory();
  factory = new IDBFactory();
  disk = new Disk(factory, 20);
});

/** The outbox of a page that was opened now. */
async function opened(user = "ana"): Promise<Outbox> {
  const outbox = new Outbox(user, storage, disk, new Notices(disk));
  await outbox.start();
  return outbox;
}

test("edits wait until they are dropped, over a reload too", async () => {
  (await opened()).add("doc", "h1", 1, bytes);
  const reloaded = await opened();
  reloaded.add("doc", "h2", 2, bytes);
  reloaded.add("other", "h3", 3, bytes);
  expect(reloaded.count).toBe(3);
  reloaded.drop("doc", ["h1", "not ours"]);
  await expect.poll(() => isStored(reloaded.waiting.get().doc)).toBe(true);
  expect(reloaded.waiting.get().doc).toEqual({ h2: { at: 2, stored: true } });
  reloaded.drop("doc", ["h2"]);
  reloaded.drop("other", ["h3"]);
  expect((await opened()).count).toBe(0);
});

test("a change is kept as bytes, in the order of the edits, and is stored only once the disk says so", async () => {
  const outbox = await opened();
  outbox.add("doc", "h9", 1, bytes);
  outbox.add("doc", "h1", 2, new Uint8Array([7]));
  expect(outbox.waiting.get().doc).toEqual({ h9: { at: 1, stored: false }, h1: { at: 2, stored: false } });
  await expect.poll(() => isStored(outbox.waiting.get().doc)).toBe(true);
  expect(await (await opened()).changes("doc")).toEqual([bytes, new Uint8Array([7])]);
});

test("the write of a change is committed before the call that adds it returns", async () => {
  const outbox = await opened();
  const { commit } = IDBTransaction.prototype;
  let commits = 0;
  IDBTransaction.prototype.commit = function () {
    commits++;
    commit.call(this);
  };
  outbox.add("doc", "h1", 1, bytes);
  IDBTransaction.prototype.commit = commit;
  expect(commits).toBe(1);
});

test("what is on its way to the disk is not called refused by it, however fast the edits come", async () => {
  const outbox = await opened();
  const told: string[] = [];
  disk.state.watch(() => told.push(disk.state.get()));
  for (const hash of ["h1", "h2", "h3"]) outbox.add("doc", hash, 1, bytes);
  await expect.poll(() => isStored(outbox.waiting.get().doc)).toBe(true);
  expect(told).toEqual([]);
});

test("a full disk is told, what is only in memory is not called stored, and it is written later", async () => {
  const outbox = await opened();
  const free = fillDisk();
  outbox.add("doc", "h1", 1, bytes);
  await expect.poll(() => disk.state.get()).toBe("full");
  expect(isStored(outbox.waiting.get().doc)).toBe(false);
  expect(await outbox.changes("doc")).toEqual([bytes]); // it is sent none the less
  free();
  await expect.poll(() => disk.state.get()).toBe("writable");
  expect(isStored(outbox.waiting.get().doc)).toBe(true);
  expect((await opened()).count).toBe(1);
});

test("what the server saves while the disk is full holds the warning no longer", async () => {
  const outbox = await opened();
  const free = fillDisk();
  outbox.add("doc", "h1", 1, bytes);
  await expect.poll(() => disk.state.get()).toBe("full");
  outbox.drop("doc", ["h1"]);
  expect(disk.state.get()).toBe("writable");
  free();
  expect((await opened()).count).toBe(0);
});

test("without any storage edits wait in memory, and are never called stored", async () => {
  const open = () => {
    throw new DOMException("storage is denied", "SecurityError");
  };
  disk = new Disk({ open } as unknown as IDBFactory);
  const outbox = await opened();
  outbox.add("doc", "h1", 1, bytes);
  expect(disk.state.get()).toBe("denied");
  expect(isStored(outbox.waiting.get().doc)).toBe(false);
  expect(await outbox.changes("doc")).toEqual([bytes]);
});

test("what an earlier version kept in localStorage is taken over, once", async () => {
  const entries = { h1: { at: 1, change: btoa(String.fromCharCode(...bytes)) }, h2: { at: 2 } };
  storage.setItem("roomkey/outbox/ana/doc", JSON.stringify(entries));
  storage.setItem("roomkey/outbox/ana/broken", "{");
  const outbox = await opened();
  expect(outbox.hashes("doc")).toEqual(["h1", "h2"]);
  expect(await outbox.changes("doc")).toEqual([bytes]);
  await expect.poll(() => storage.getItem("roomkey/outbox/ana/doc")).toBe(null);
  expect((await opened()).hashes("doc")).toEqual(["h1", "h2"]);
});

test("once the user has signed out in one tab, no tab puts an edit on the disk", async () => {
  const channels = [new Channel("outbox/wipe"), new Channel("outbox/wipe")] as const;
  const [one, other] = channels.map((channel) => {
    channel.open();
    return new Outbox("ana", storage, disk, new Notices(disk), channel);
  }) as [Outbox, Outbox];
  await Promise.all([one.start(), other.start()]);
  one.add("doc", "h1", 1, bytes);
  const heard = new Promise<void>((resolve) => channels[1].on("wipe", () => resolve()));
  channels[0].post("wipe", {});
  await Promise.all([one.clear(), heard]);
  other.add("doc", "h2", 2, bytes);
  one.add("doc", "h3", 3, bytes);
  expect((await opened()).count).toBe(0);
  for (const channel of channels) channel.close();
});

test("accounts on one device have lists of their own", async () => {
  (await opened()).add("doc", "h1", 1, bytes);
  expect((await opened("abe")).count).toBe(0);
});

test("a tab that comes is told what waits in memory alone, and does not keep what was saved meanwhile", async () => {
  const topic = crypto.randomUUID();
  const channels = [new Channel(topic), new Channel(topic)] as const;
  const [first, second] = channels.map((channel) => {
    return new Outbox("ana", storage, disk, new Notices(disk), channel);
  }) as [Outbox, Outbox];
  channels[0].open();
  await first.start();
  first.add("doc", "h1", 1, bytes);
  await expect.poll(() => isStored(first.waiting.get().doc)).toBe(true);
  const free = fillDisk();
  first.add("doc", "h2", 2, bytes);
  await expect.poll(() => disk.state.get()).toBe("full");
  await second.start(); // before the two hear of each other
  expect(Object.keys(second.waiting.get().doc ?? {})).toEqual(["h1"]);
  free();
  first.drop("doc", ["h1"]);
  channels[1].open();
  await expect.poll(() => Object.keys(second.waiting.get().doc ?? {})).toEqual(["h2"]);
  for (const channel of channels) channel.close();
});
