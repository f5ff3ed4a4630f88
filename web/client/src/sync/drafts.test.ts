import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fillDisk } from "../fulldisk";
import type { Row } from "../lib/row";
import { memory } from "../testing";
import { Channel } from "./channel";
import { Disk, result } from "./disk";
import { Drafts } from "./drafts";
import { keptStores } from "./kept";
import { Lost } from "./lost";
import { Notices } from "./notices";

let factory: IDBFactory;
let disk: Disk;
let database: IDBDatabase;
const channels: Channel[] = [];

beforeEach(async () => {
  factory = new IDBFactory();
  disk = new Disk(factory, 20);
  database = (await disk.open("kept", [...keptStores])) as IDBDatabase;
});

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

function channel(topic: string): Channel {
  const made = new Channel(topic);
  made.open();
  channels.push(made);
  return made;
}

async function drafts(topic?: string): Promise<Drafts> {
  const made = new Drafts(disk, topic ? channel(topic) : undefined);
  await made.start(database);
  return made;
}

async function notices(): Promise<Notices> {
  const made = new Notices(disk);
  await made.start(database);
  return made;
}

const typed = (text: string, base = "450,000") => ({ record: "r1", typed: text, base });
const refusal = { hash: "h1", code: "invalid", message: "must be a date", lost: { closeDate: "soon" } };

test("what is typed is kept from the first key, with what the field showed then, over a reload", async () => {
  const page = await drafts();
  page.keep("doc", "/purchasePrice", typed("4"));
  page.keep("doc", "/purchasePrice", typed("46", "a colleague's 470,000"));
  const draft = (await drafts()).at("doc", "/purchasePrice");
  expect(draft).toMatchObject({ record: "r1", documentId: "doc", typed: "46", base: "450,000" });
  expect((await drafts()).of("doc")).toEqual([draft]);
});

test("a draft ends when it is committed or discarded, in every tab and over a reload", async () => {
  const [one, two] = [await drafts("drafts/1"), await drafts("drafts/1")];
  one.keep("doc", "/purchasePrice", typed("4"));
  await expect.poll(() => two.at("doc", "/purchasePrice")?.typed).toBe("4");
  two.end("doc", "/purchasePrice");
  await expect.poll(() => one.all.get().size).toBe(0);
  expect((await drafts()).all.get().size).toBe(0);
});

test("drafts follow a record into the document in which it goes on", async () => {
  const page = await drafts();
  page.keep("doc", "/notes/-", typed("Keys"));
  page.move("doc", "next");
  expect(page.of("doc")).toEqual([]);
  expect((await drafts()).at("next", "/notes/-")).toMatchObject({ typed: "Keys", documentId: "next" });
});

test("drafts that are on their way to the disk are not called refused by it", async () => {
  const page = await drafts();
  const told: string[] = [];
  disk.state.watch(() => told.push(disk.state.get()));
  for (const text of ["4", "46", "469"]) page.keep("doc", "/purchasePrice", typed(text));
  await expect.poll(async () => (await drafts()).at("doc", "/purchasePrice")?.typed).toBe("469");
  expect(told).toEqual([]);
});

test("once the user has signed out in one tab, no tab puts a draft on the disk", async () => {
  const [one, other] = [await drafts("signed out"), await drafts("signed out")];
  one.keep("doc", "/purchasePrice", typed("469"));
  await expect.poll(() => other.at("doc", "/purchasePrice")?.typed).toBe("469");
  channels.at(-2)?.post("wipe", {});
  await one.clear();
  await expect.poll(() => other.all.get().size).toBe(0);
  other.keep("doc", "/purchasePrice", typed("470"));
  one.keep("doc", "/purchasePrice", typed("471"));
  expect(await result(database.transaction("drafts").objectStore("drafts").getAll())).toEqual([]);
});

test("on a full disk a draft stays in memory, the page is told, and it is written when there is room", async () => {
  const page = await drafts();
  const free = fillDisk();
  page.keep("doc", "/purchasePrice", typed("4"));
  await expect.poll(() => disk.state.get()).toBe("full");
  free();
  await expect.poll(() => disk.state.get()).toBe("writable");
  expect((await drafts()).at("doc", "/purchasePrice")?.typed).toBe("4");
});

test("what is on the disk and is no draft is not read", async () => {
  const objects = database.transaction("drafts", "readwrite").objectStore("drafts");
  for (const [key, value] of Object.entries({ a: "text", b: null, c: { typed: 1 } })) objects.put(value, key);
  await result(objects.count());
  expect((await drafts()).all.get().size).toBe(0);
});

test("a refused or repaired edit is told by document and pointer, until it is put away, over a reload", async () => {
  const page = await notices();
  page.add("doc", "repaired", [{ ...refusal, field: "/closeDate" }]);
  page.add("doc", "refused", [{ ...refusal, hash: "h2", field: "/private/deposit/holder", lost: { deposit: "Ann" } }]);
  const again = await notices();
  expect(again.of("doc", "/closeDate")).toMatchObject([
    { kind: "repaired", typed: "soon", code: "invalid", message: "must be a date", documentId: "doc" },
  ]);
  expect(again.of("doc", "/private/deposit")).toMatchObject([{ kind: "refused", typed: "Ann" }]);
  again.dismiss("doc", "/closeDate");
  expect(again.all.get().doc).toHaveLength(1);
  expect((await notices()).of("doc")).toHaveLength(1);
  again.dismiss("doc");
  expect((await notices()).all.get()).toEqual({});
});

test("without a field a refusal is told at the one field that it wrote", async () => {
  const page = await notices();
  page.add("doc", "refused", [refusal]);
  expect(page.of("doc", "/closeDate")).toHaveLength(1);
});

test("refusals that an earlier version kept in localStorage are taken over", async () => {
  const storage = memory();
  storage.setItem("roomkey/refused/ana/doc", JSON.stringify([refusal]));
  (await notices()).migrate("ana", storage);
  expect(storage.length).toBe(0);
  expect((await notices()).of("doc")).toMatchObject([refusal]);
});

test("what says more of a loss stays, whichever comes first", () => {
  const found = { how: "withdrawn", at: 9 } as const;
  const told = { how: "withdrawn", at: 5, by: "u", cause: "transferred", changed: ["owner"] } as const;
  for (const order of [
    [found, told],
    [told, found],
  ]) {
    const lost = new Lost(new Disk());
    for (const one of order) lost.add("r1", undefined, { ...one, changed: ["owner"].slice(one === found ? 1 : 0) }, []);
    expect(lost.all.get().get("r1")).toMatchObject({ at: 5, by: "u", cause: "transferred", changed: ["owner"] });
    lost.add("r1", undefined, { how: "deleted", at: 7, by: "v" }, []);
    expect(lost.all.get().get("r1")).toMatchObject({ how: "deleted", at: 7, by: "v" });
  }
});

test("a lost record tells who, when, and what was typed, until it is put away, over a reload", async () => {
  const opened = async () => {
    const made = new Lost(disk);
    await made.start(database);
    return made;
  };
  const row = { id: "r1", type: "escrow", fields: { propertyAddress: "1 Elm St" } } as unknown as Row;
  const page = await opened();
  page.add("r1", row, { how: "deleted", by: "ana", at: 5 }, [{ pointer: "/notes/-", text: "Keys" }]);
  page.add("r1", undefined, { how: "withdrawn", at: 6 }, [{ pointer: "/purchasePrice", text: "450k" }]);
  expect((await opened()).all.get().get("r1")).toMatchObject({
    ...{ how: "deleted", by: "ana", at: 5, type: "escrow", fields: { propertyAddress: "1 Elm St" } },
    typed: [
      { pointer: "/notes/-", text: "Keys" },
      { pointer: "/purchasePrice", text: "450k" },
    ],
  });
  page.dismiss("r1");
  expect((await opened()).all.get().size).toBe(0);
});
