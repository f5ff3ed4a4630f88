import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import { decode, encode } from "cbor-x";
import { IDBFactory } from "fake-indexeddb";
import { beforeAll, beforeEach, expect, test } from "vitest";
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
  bulk = new Bulk(store, disk, undefined, answer);
  await bulk.start(await disk.open("kept", [...keptStores]));
});

/** Answers as the server does: with what there is of the documents that are asked for. */
async function answer(body: Uint8Array): Promise<Uint8Array> {
  const ids = Object.keys(decode(body) as object);
  asked.push(ids);
  const items = ids.flatMap((documentId) => {
    const doc = server.get(documentId);
    const heads = doc && Automerge.getHeads(doc).map((head) => Uint8Array.from(Buffer.from(head, "hex")));
    return doc ? [encode({ documentId, heads, chunk: Automerge.save(doc) })] : [];
  });
  return Buffer.concat(items);
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

test("documents that this device lacks come in one request, open without a network, and come once", async () => {
  const rows = Array.from({ length: 300 }, (_, number) => aRecord(number));
  expect(await bulk.run(() => rows, none)).toBe(300);
  expect(asked).toHaveLength(1);
  expect(await opened(rows[7] as Row)).toBe(7);
  expect(await bulk.run(() => rows, none)).toBe(0);
  expect(asked).toHaveLength(1);
});

test("rows that come while documents are on their way are asked for next, together", async () => {
  const rows = [aRecord(1)];
  const first = bulk.run(() => [...rows], none);
  rows.push(aRecord(2));
  const second = bulk.run(() => [...rows], none);
  rows.push(aRecord(3));
  const third = bulk.run(() => [...rows], none);
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
  expect(asked).toEqual([[rows[0]?.documentId], [rows[1]?.documentId, rows[2]?.documentId]]);
});

test("a document that is nowhere is asked for once, and again when its row has changed", async () => {
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
  const garbled = new Bulk(store, disk, undefined, async () => encode({ documentId: 1, chunk: "text" }));
  await garbled.start(await disk.open("other", [...keptStores]));
  expect(await garbled.run(() => [aRecord(1)], none)).toBe(0);
  expect(await store.documents()).toEqual(new Set());
});
