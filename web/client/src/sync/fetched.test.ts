import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { Disk, result } from "./disk";
import { FetchedNotes } from "./fetched";
import { keptStores } from "./kept";

const note = (chunk: string) => ({ chunk, at: "2026-05-06T10:00:00Z" });

async function kept(disk: Disk): Promise<IDBDatabase> {
  return (await disk.open("kept", [...keptStores])) as IDBDatabase;
}

async function read(disk: Disk): Promise<FetchedNotes> {
  const notes = new FetchedNotes(disk);
  await notes.start(await kept(disk));
  return notes;
}

test("notes of many documents are one record, and later ones go before earlier ones", async () => {
  const disk = new Disk(new IDBFactory());
  const notes = await read(disk);
  notes.putAll(Array.from({ length: 500 }, (_, number) => [`d${number}`, note("a")]));
  notes.putAll([["d7", note("b")]]);
  const database = await kept(disk);
  expect(await result(database.transaction("fetched").objectStore("fetched").count())).toBe(2);
  const again = await read(disk);
  expect([again.size, again.get("d6"), again.get("d7")]).toEqual([500, note("a"), note("b")]);
});

test("many records become one, and lose nothing", async () => {
  const disk = new Disk(new IDBFactory());
  for (let round = 0; round < 3; round++) {
    const notes = await read(disk);
    for (let number = 0; number < 50; number++) notes.putAll([[`d${number}`, note(`${round}/${number}`)]]);
  }
  const database = await kept(disk);
  expect(await result(database.transaction("fetched").objectStore("fetched").count())).toBeLessThan(65);
  const notes = await read(disk);
  expect(Array.from({ length: 50 }, (_, number) => notes.get(`d${number}`)?.chunk)).toEqual(
    Array.from({ length: 50 }, (_, number) => `2/${number}`),
  );
});

test("what an earlier version has noted is read, and what is not valid is not", async () => {
  const disk = new Disk(new IDBFactory());
  await disk.write(await kept(disk), "fetched", (objects) => {
    objects.put(note("old"), "d1");
    objects.put({ chunk: 5 }, "d2");
    objects.put([["d3", "c"]], 1);
    objects.put("text", 2);
  });
  const notes = await read(disk);
  expect([notes.size, notes.get("d1")]).toEqual([1, note("old")]);
  notes.putAll([["d1", note("new")]]);
  expect((await read(disk)).get("d1")).toEqual(note("new"));
});

test("nothing is kept once all was forgotten", async () => {
  const disk = new Disk(new IDBFactory());
  const notes = await read(disk);
  notes.putAll([["d1", note("a")]]);
  await notes.clear();
  notes.putAll([["d2", note("a")]]);
  expect((await read(disk)).size).toBe(0);
});
