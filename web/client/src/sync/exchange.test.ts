import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeAll, expect, test } from "vitest";
import { documentIdOf } from "../lib/documentid";
import { Observable } from "../lib/observable";
import { Line, memory } from "../testing";
import { Channel } from "./channel";
import { Disk } from "./disk";
import { Documents } from "./documents";
import { DocumentStore } from "./documentstore";
import { Lost } from "./lost";
import { Notices } from "./notices";
import { Outbox } from "./outbox";

const id = documentIdOf("00010203-0405-0607-0809-0a0b0c0d0e0f");
const channels: Channel[] = [];
let devices = 0;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

/** A device: its tabs share a disk and a channel. The first leads. */
function aDevice() {
  const factory = new IDBFactory();
  const topic = `exchange/${devices++}`;
  const tab = async (leading: boolean) => {
    const channel = new Channel(topic);
    channel.open();
    channels.push(channel);
    const leads = new Observable(leading);
    const disk = new Disk(factory, 20);
    const notices = new Notices(disk, channel);
    const outbox = new Outbox("ana", memory(), disk, notices, channel);
    await outbox.start();
    const store = new DocumentStore("documents", disk, leads);
    const line = new Line(leading);
    const documents = new Documents("ab".repeat(8), line, store, outbox, notices, new Lost(disk), channel, leads);
    return { documents, outbox, store, leads, channel, line };
  };
  const put = async (doc: Automerge.Doc<Record<string, unknown>>) => {
    const store = new DocumentStore("documents", new Disk(factory, 20));
    await store.save([id, "snapshot", "x"], Automerge.save(doc));
  };
  return { tab, put };
}

const price = (to: number) => (doc: Record<string, unknown>) => {
  doc.price = to;
};

test("a change in one tab is in the other at once, and in both lists of unsent edits", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1 }));
  const [one, two] = [await tab(true), await tab(false)];
  const [first, second] = [await one.documents.open(id), await two.documents.open(id)];
  two.documents.change(id, price(2));
  await expect.poll(() => first.doc().price).toBe(2);
  one.documents.change(id, price(3));
  await expect.poll(() => second.doc().price).toBe(3);
  expect(one.outbox.count).toBe(2);
  await expect.poll(() => two.outbox.count).toBe(2);
});

test("the leader opens what another tab opens, and says when it can't get it", async () => {
  const { tab } = aDevice();
  const [one, two] = [await tab(true), await tab(false)];
  one.line.refuses = true;
  const handle = await two.documents.open(id);
  expect(handle.isReady()).toBe(false);
  expect(one.line.about(id)).toBe(1); // it has asked the server
  const leading = await one.documents.open(id);
  leading.update(() => Automerge.from({ type: "escrow", price: 7 }));
  await expect.poll(() => handle.isReady() && handle.doc().price).toBe(7);
});

test("a tab that opens a document later gets what the others have and the disk lacks", async () => {
  const { tab, put } = aDevice();
  const base = Automerge.from({ price: 1 });
  await put(base);
  const [one, two] = [await tab(false), await tab(false)]; // nobody writes
  await one.documents.open(id);
  one.documents.change(id, price(2));
  const second = await two.documents.open(id);
  await expect.poll(() => second.doc().price).toBe(2);
});

test("a tab that follows writes no documents, and what it has is on the disk once it leads", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1, about: Array.from({ length: 100 }, () => crypto.randomUUID()).join() }));
  const two = await tab(false);
  await two.documents.open(id);
  two.documents.change(id, price(2));
  await new Promise((resolve) => setTimeout(resolve, 300)); // the repository saves after 100 ms
  expect(await two.store.loadRange([id])).toHaveLength(1);
  two.leads.set(true);
  await two.documents.lead(two.store.takeSkipped());
  let doc = Automerge.init<{ price: number }>();
  for (const { data } of await two.store.loadRange([id])) doc = Automerge.loadIncremental(doc, data as Uint8Array);
  expect(doc.price).toBe(2);
});

test("two tabs that write at once lose and double nothing", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from<Record<string, unknown>>({ items: [] }));
  const [one, two] = [await tab(true), await tab(false)];
  const [first, second] = [await one.documents.open(id), await two.documents.open(id)];
  for (let index = 0; index < 50; index++) {
    one.documents.change(id, (doc) => void (doc.items as string[]).push(`a${index}`));
    two.documents.change(id, (doc) => void (doc.items as string[]).push(`b${index}`));
    if (index % 7 === 0) await Promise.resolve();
  }
  await expect.poll(() => (first.doc().items as string[]).length).toBe(100);
  await expect.poll(() => (second.doc().items as string[]).length).toBe(100);
  expect(second.doc().items).toEqual(first.doc().items);
  expect(new Set(first.doc().items as string[]).size).toBe(100);
  await expect.poll(() => one.outbox.count).toBe(100);
});

test("a caret of a tab that follows goes out by the leader, and others' carets reach every tab", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1 }));
  const [one, two] = [await tab(true), await tab(false)];
  const [first, second] = [await one.documents.open(id), await two.documents.open(id)];
  const heard: unknown[] = [];
  second.on("ephemeral-message", ({ senderId, message }) => heard.push([senderId, message]));
  await expect.poll(() => one.line.about(id)).toBeGreaterThan(0);
  second.broadcast({ at: 1 });
  await expect.poll(() => one.line.sent.filter(({ type }) => type === "ephemeral")).toHaveLength(1);
  first.emit("ephemeral-message", { handle: first, senderId: "p" as never, message: { at: 2 } });
  await expect.poll(() => heard).toEqual([["p", { at: 2 }]]);
});

test("what was not sent of a lost record is told with its words, and its copy leaves the disk", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1 }));
  const one = await tab(true);
  await one.documents.open(id);
  one.documents.change(id, price(2));
  one.documents.change(id, price(3));
  expect(one.documents.isInHand(id)).toBe(true);
  expect(await one.documents.forget(id)).toEqual([{ pointer: "/price", text: "3" }]);
  expect(one.documents.notices.of(id).map(({ typed, code }) => [typed, code])).toEqual([
    ["2", "forbidden"],
    ["3", "forbidden"],
  ]);
  expect(one.outbox.count).toBe(0);
  expect(await one.store.loadRange([id])).toEqual([]);
});

test("a document that is being opened counts as open before it is there", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1 }));
  const one = await tab(true);
  expect(one.documents.isOpen(id)).toBe(false);
  const opening = one.documents.open(id);
  await expect.poll(() => one.documents.isOpen(id), { interval: 1 }).toBe(true);
  expect(one.documents.isInHand(id)).toBe(false); // it is not there to be read yet
  await opening;
  expect(one.documents.isOpen(id)).toBe(true);
});

test("a document that a tab makes is in the tab that leads, which sends it, and in the outbox", async () => {
  const { tab } = aDevice();
  const leader = await tab(true);
  leader.line.refuses = true;
  const other = await tab(false);
  await other.documents.create(id, price(5));
  expect(other.outbox.hashes(id)).toHaveLength(1);
  const told = () => leader.line.sent.filter(({ type, documentId }) => type === "sync" && documentId === id).length;
  await expect.poll(told).toBeGreaterThan(0); // nobody has opened it there
  await expect.poll(async () => (await leader.documents.open(id)).isReady()).toBe(true);
  expect((await leader.documents.open(id)).doc()).toEqual({ price: 5 });
  const handle = await other.documents.open(id);
  expect(other.documents.edit(handle, price(6))).toBeDefined();
  await expect.poll(async () => (await leader.documents.open(id)).doc()).toEqual({ price: 6 });
});

test("a leader that has missed a change asks for it once it hears of newer heads", async () => {
  const { tab, put } = aDevice();
  await put(Automerge.from({ price: 1 }));
  const [one, two] = [await tab(true), await tab(false)];
  const first = await one.documents.open(id);
  await two.documents.open(id);
  one.channel.close();
  two.documents.change(id, price(2));
  one.channel.open();
  two.documents.catchUp();
  await expect.poll(() => first.doc().price).toBe(2);
});
