import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { decode, encode } from "cbor-x";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { documentIdOf } from "../lib/documentid";
import type { Row } from "../lib/row";
import { Line } from "../testing";
import { Bulk } from "./bulk";
import { Disk } from "./disk";
import { DocumentStore } from "./documentstore";
import { keptStores } from "./kept";
import { Repository } from "./repository";

type Doc = { price: number };

let server: Map<string, Automerge.Doc<Doc>>;
let asked: string[][];
let disk: Disk;
let store: DocumentStore;
let bulk: Bulk;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

beforeEach(async () => {
  server = new Map();
  asked = [];
  disk = new Disk(new IDBFactory(), 20);
  store = new DocumentStore("documents", disk);
  bulk = new Bulk(store, disk, answer);
  await bulk.start(await disk.open("kept", [...keptStores]));
});

afterEach(() => vi.unstubAllGlobals());

/** Answers as the server does: with what there is of the documents that are named, or of all where none is. */
async function* answer(body: Uint8Array) {
  const named = Object.keys(decode(body) as object);
  asked.push(named);
  const ids = named.length > 0 ? named : [...server.keys()];
  const items = ids.flatMap((documentId) => {
    const doc = server.get(documentId);
    const heads = doc && Automerge.getHeads(doc).map((head) => Uint8Array.from(Buffer.from(head, "hex")));
    return doc ? [encode({ documentId, heads, chunk: Automerge.save(doc) })] : [];
  });
  yield* parts(Buffer.concat(items));
}

/** Cuts bytes as a network does, anywhere. */
function* parts(bytes: Uint8Array, size = 1_000) {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

/** A record with a document at the server. */
function aRecord(number: number, price = number): Row {
  const id = `00010203-0405-0607-0809-${number.toString(16).padStart(12, "0")}`;
  const documentId = documentIdOf(id);
  server.set(documentId, Automerge.from<Doc>({ price }));
  return { id, documentId, updatedAt: "2026-05-06T10:00:00Z" } as unknown as Row;
}

const none = () => false;

async function opened({ documentId }: Row) {
  const handle = await new Repository<Doc>(new Line(false), store).open(documentId as ReturnType<typeof documentIdOf>);
  return handle.isReady() ? handle.doc().price : undefined;
}

/** A device that holds something already: it asks for documents by name. */
async function begun(): Promise<void> {
  await store.save(["another", "snapshot", "a"], new Uint8Array(1));
  await bulk.start(undefined);
}

test("an empty device gets all documents by one request that names none, before its rows", async () => {
  const rows = Array.from({ length: 300 }, (_, number) => aRecord(number));
  const absent = documentIdOf("00010203-0405-0607-0809-ffffffffffff");
  rows[5] = { ...rows[5], privateDocumentId: absent } as Row;
  expect(await bulk.run(() => [], none)).toBe(300);
  expect(await bulk.run(() => rows.slice(0, 100), none)).toBe(0);
  expect(await bulk.run(() => rows, none)).toBe(0);
  expect(asked).toEqual([[]]);
  expect(await opened(rows[7] as Row)).toBe(7);
  const changed = { ...rows[7], updatedAt: new Date(Date.now() + 60_000).toISOString() } as Row;
  expect(await bulk.run(() => [changed], none)).toBe(1);
  expect(asked.slice(1)).toEqual([[changed.documentId]]);
});

test("what changed just before everything was asked for is not asked for again where its row was known", async () => {
  const updatedAt = new Date().toISOString();
  const rows = Array.from({ length: 30 }, (_, number) => ({ ...aRecord(number), updatedAt }) as Row);
  rows[5] = { ...rows[5], privateDocumentId: documentIdOf("00010203-0405-0607-0809-ffffffffffff") } as Row;
  await bulk.run(() => rows.slice(0, 20), none);
  await bulk.run(() => rows, none);
  expect(asked).toEqual([[], rows.slice(20).map(({ documentId }) => documentId)]);
});

test("what was asked for before the app was there is taken, and what changed since is asked for by name", async () => {
  const rows = Array.from({ length: 30 }, (_, number) => aRecord(number));
  const at = Date.now();
  const bytes: Uint8Array[] = [];
  for await (const part of answer(encode({}))) bytes.push(part);
  const early = new Bulk(store, disk, answer, () => ({
    at,
    answer: Promise.resolve(new Response(Buffer.concat(bytes))),
  }));
  await early.start(await disk.open("kept", [...keptStores]));
  const late = aRecord(31); // made since
  const changed = { ...rows[7], updatedAt: new Date(at - 1_000).toISOString() } as Row; // perhaps
  expect(await early.run(() => [...rows, late], none)).toBe(30);
  expect(await early.run(() => [...rows.slice(0, 7), changed, ...rows.slice(8), late], none)).toBe(2);
  expect(asked).toEqual([[], [changed.documentId, late.documentId]]);
  expect(await opened(rows[3] as Row)).toBe(3);
});

test("where what was asked for early failed, everything is asked for again", async () => {
  const row = aRecord(1);
  const failed = () => ({ at: Date.now(), answer: Promise.reject<Response>(new TypeError("no network")) });
  const early = new Bulk(store, disk, answer, failed);
  await early.start(await disk.open("kept", [...keptStores]));
  expect(await early.run(() => [row], none)).toBe(1);
  expect(asked).toEqual([[]]);
});

test("a device that holds documents lets go of what was asked for early", async () => {
  let cancelled = false;
  const body = new ReadableStream({
    cancel: () => {
      cancelled = true;
    },
  });
  await store.save(["another", "snapshot", "a"], new Uint8Array(1));
  const early = new Bulk(store, disk, answer, () => ({ at: 0, answer: Promise.resolve(new Response(body)) }));
  await early.start(undefined);
  await expect.poll(() => cancelled).toBe(true);
});

test("another page of the same device asks for nothing that has come", async () => {
  const rows = Array.from({ length: 300 }, (_, number) => aRecord(number));
  await bulk.run(() => rows, none);
  await bulk.run(() => rows, none);
  const next = new Bulk(store, disk, answer);
  await next.start(await disk.open("kept", [...keptStores]));
  expect(await next.run(() => rows, none)).toBe(0);
  expect(asked).toHaveLength(1);
});

test("what came of everything before the network broke stays, and the rest is asked for by name", async () => {
  const rows = Array.from({ length: 450 }, (_, number) => aRecord(number));
  const broken = new Bulk(store, disk, async function* (body) {
    let left = asked.length > 0 ? Number.POSITIVE_INFINITY : 80;
    for await (const part of answer(body)) {
      if (left-- <= 0) throw new TypeError("the network is gone");
      yield part;
    }
  });
  await broken.start(await disk.open("kept", [...keptStores]));
  await expect(broken.run(() => [], none)).rejects.toThrow(TypeError);
  await broken.run(() => [], none); // what was read is written
  const held = await store.documents();
  expect(held.size).toBeGreaterThan(0);
  expect(await broken.run(() => rows, none)).toBe(450 - held.size);
  expect(asked[1]).toEqual(rows.map(({ documentId }) => documentId).filter((id) => !held.has(id)));
});

test("a document that is open is not written when everything comes", async () => {
  const [one, two] = [aRecord(1), aRecord(2)];
  expect(
    await bulk.run(
      () => [],
      (id) => id === two.documentId,
    ),
  ).toBe(1);
  expect(await store.documents()).toEqual(new Set([one.documentId]));
});

test("a private half that was open while everything came, and closed before the end, is fetched after it", async () => {
  const half = aRecord(2).documentId;
  const row = { ...aRecord(1), privateDocumentId: half } as Row;
  let ended = false;
  const long = new Bulk(store, disk, async function* (body) {
    yield* answer(body);
    ended = true;
  });
  await long.start(await disk.open("other", [...keptStores]));
  const isOpen = (id: string) => id === half && !ended;
  expect(await long.run(() => [row], isOpen)).toBe(1);
  expect(await long.run(() => [row], isOpen)).toBe(1);
  expect(asked).toEqual([[], [half]]);
  expect(await store.documents()).toContain(half);
});

test("so is one whose row came after everything", async () => {
  const half = aRecord(2).documentId;
  const row = { ...aRecord(1), privateDocumentId: half } as Row;
  expect(
    await bulk.run(
      () => [],
      (id) => id === half,
    ),
  ).toBe(1);
  expect(await bulk.run(() => [row], none)).toBe(1);
  expect(asked).toEqual([[], [half]]);
});

test("documents that this device lacks come in one request, open without a network, and come once", async () => {
  await begun();
  const rows = Array.from({ length: 300 }, (_, number) => aRecord(number));
  expect(await bulk.run(() => rows, none)).toBe(300);
  expect(asked).toHaveLength(1);
  expect(await opened(rows[7] as Row)).toBe(7);
  expect(await bulk.run(() => rows, none)).toBe(0);
  expect(asked).toHaveLength(1);
});

test("rows that come while documents are on their way are asked for next, together", async () => {
  await begun();
  const all = [aRecord(1), aRecord(2), aRecord(3)];
  let shown = 1;
  const rows = () => all.slice(0, shown++);
  expect(await Promise.all([bulk.run(rows, none), bulk.run(rows, none), bulk.run(rows, none)])).toEqual([1, 1, 1]);
  shown = 3;
  expect(await bulk.run(rows, none)).toBe(1);
  expect(asked).toEqual(all.map(({ documentId }) => [documentId]));
});

test("a document that is nowhere is asked for once, and again when its row has changed", async () => {
  await begun();
  const row = aRecord(1);
  const absent = documentIdOf("00010203-0405-0607-0809-ffffffffffff");
  const rows = [{ ...row, privateDocumentId: absent }] as Row[];
  await bulk.run(() => rows, none);
  await bulk.run(() => rows, none);
  expect(asked).toEqual([[row.documentId, absent]]);
  server.set(absent, Automerge.from<Doc>({ price: 5 }));
  await bulk.run(() => [{ ...rows[0], updatedAt: "2026-05-06T11:00:00Z" } as Row], none);
  expect(asked).toHaveLength(2);
  expect(await store.documents()).toContain(absent);
});

test("a document whose row has changed comes again in place of what came, and an open one does not", async () => {
  await begun();
  const [one, two] = [aRecord(1), aRecord(2)];
  await bulk.run(() => [one, two], none);
  for (const { documentId } of [one, two]) {
    const doc = server.get(documentId) as Automerge.Doc<Doc>;
    const change = (draft: Doc) => {
      draft.price += 10;
    };
    server.set(documentId, Automerge.change(doc, change));
  }
  const later = { updatedAt: "2026-05-06T11:00:00Z" };
  await bulk.run(
    () => [
      { ...one, ...later },
      { ...two, ...later },
    ],
    (id) => id === two.documentId,
  );
  expect(asked[1]).toEqual([one.documentId]);
  expect(await opened(one)).toBe(11);
  expect(await store.loadRange([one.documentId])).toHaveLength(1);
});

test("what is on the device of a document is not lost when more of it comes", async () => {
  await begun();
  const row = aRecord(1);
  const mine = Automerge.change(Automerge.clone(server.get(row.documentId) as Automerge.Doc<Doc>), (draft) => {
    (draft as Record<string, unknown>).mine = true;
  });
  await store.save([row.documentId, "snapshot", "mine"], Automerge.save(mine));
  await bulk.run(() => [row], none);
  let doc = Automerge.init<Record<string, unknown>>();
  for (const { data } of await store.loadRange([row.documentId]))
    doc = Automerge.loadIncremental(doc, data as Uint8Array);
  expect(doc).toMatchObject({ price: 1, mine: true });
});

test("an answer that is none is not kept", async () => {
  const garbled = new Bulk(store, disk, async function* () {
    yield* parts(encode({ documentId: 1, chunk: "text" }));
  });
  await garbled.start(await disk.open("other", [...keptStores]));
  expect(await garbled.run(() => [aRecord(1)], none)).toBe(0);
  expect(await store.documents()).toEqual(new Set());
});

test("after the first 2,500 documents each part waits until the page has time, however they come", async () => {
  let waits = 0;
  vi.stubGlobal("requestIdleCallback", (wake: () => void) => {
    waits++;
    wake();
  });
  const doc = Automerge.from<Doc>({ price: 1 });
  const number = (index: number) => `00010203-0405-0607-0809-${index.toString(16).padStart(12, "0")}`;
  for (let index = 0; index < 2_620; index++) server.set(documentIdOf(number(index)), doc);
  const whole: Buffer[] = [];
  for await (const part of answer(encode({}))) whole.push(Buffer.from(part));
  const ways = [
    answer,
    async function* () {
      yield Buffer.concat(whole);
    },
  ];
  for (const [at, ask] of ways.entries()) {
    waits = 0;
    const other = new Bulk(new DocumentStore(`others ${at}`, disk), disk, ask);
    await other.start(undefined);
    expect(await other.run(() => [], none)).toBe(2_620);
    expect(waits).toBeGreaterThanOrEqual(1);
    expect(waits).toBeLessThanOrEqual(3);
  }
});
