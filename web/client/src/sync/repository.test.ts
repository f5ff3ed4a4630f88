import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import type { StorageAdapterInterface, StorageKey } from "@automerge/automerge-repo/slim";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { documentIdOf } from "../lib/documentid";
import { Line } from "../testing";
import { Repository } from "./repository";

type Doc = { price: number; about?: string };

const resolve = createRequire(import.meta.url).resolve;
const id = documentIdOf("00010203-0405-0607-0809-0a0b0c0d0e0f");

/** A disk that lives as long as the test. */
class Memory implements StorageAdapterInterface {
  readonly chunks = new Map<string, { key: StorageKey; data: Uint8Array }>();

  load = async (key: StorageKey) => this.chunks.get(key.join("/"))?.data;
  save = async (key: StorageKey, data: Uint8Array) => void this.chunks.set(key.join("/"), { key, data });
  remove = async (key: StorageKey) => void this.chunks.delete(key.join("/"));
  loadRange = async (prefix: StorageKey) => this.#under(prefix);

  async removeRange(prefix: StorageKey): Promise<void> {
    for (const { key } of this.#under(prefix)) this.chunks.delete(key.join("/"));
  }

  #under(prefix: StorageKey) {
    return [...this.chunks.values()].filter(({ key }) => prefix.every((part, index) => part === key[index]));
  }
}

let disk: Memory;
let line: Line;
let repository: Repository<Doc>;

beforeAll(async () => {
  await Automerge.initializeWasm(readFileSync(resolve("@automerge/automerge/automerge.wasm")));
});

beforeEach(() => {
  disk = new Memory();
  line = new Line();
  repository = new Repository(line, disk);
});

/** Puts a document on the disk, and opens it. It is so large that small changes to it are stored beside it. */
async function opened(documentId = id) {
  const about = Array.from({ length: 100 }, () => crypto.randomUUID()).join();
  await disk.save([documentId, "snapshot", "any name"], Automerge.save(Automerge.from<Doc>({ price: 1, about })));
  return repository.open(documentId);
}

/** The document as its chunks on the disk have it. */
async function stored(): Promise<Automerge.Doc<Doc>> {
  let doc = Automerge.init<Doc>();
  for (const { data } of await repository.chunks(id)) if (data) doc = Automerge.loadIncremental(doc, data);
  return doc;
}

test("automerge-repo is the version whose internals were read", () => {
  const root = resolve("@automerge/automerge-repo/slim").replace(/automerge-repo\/dist\/.*$/, "automerge-repo/");
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  // On another version: read Repo.js, StorageSubsystem.js and CollectionSynchronizer.js against the comment above
  // Repository, see that the tests below and those in e2e pass, then put the new version here.
  expect(version).toBe("2.5.6");
});

test("the repository's list of handles is its cache: a document that left it is read from the disk again", async () => {
  const first = await opened();
  expect(repository.loaded(id)).toBe(first);
  await repository.close(id);
  expect(repository.loaded(id)).toBeUndefined();
  const second = await repository.open(id);
  expect(second).not.toBe(first);
  expect(second.doc().price).toBe(1);
});

test("a document that is closed has its last change on the disk, and its handle saves no more", async () => {
  const handle = await opened();
  handle.change((doc) => {
    doc.price = 2;
  });
  await repository.close(id);
  expect((await stored()).price).toBe(2);
  handle.change((doc) => {
    doc.price = 3;
  });
  await repository.open(id);
  await repository.close(id); // a save that was due has run when this returns
  expect((await stored()).price).toBe(2);
});

test("a document that is closed is synced no more, and one that is opened again is", async () => {
  const change = (doc: Doc) => {
    doc.price++;
  };
  const handle = await opened();
  await expect.poll(() => line.about(id)).toBe(1);
  handle.change(change);
  await expect.poll(() => line.about(id)).toBe(2);

  const other = documentIdOf("00010203-0405-0607-0809-0a0b0c0d0e10");
  const open = await opened(other);
  await expect.poll(() => line.about(other)).toBe(1);
  await repository.close(id);
  handle.change(change);
  open.change(change);
  await expect.poll(() => line.about(other)).toBe(2); // by now the other change would have been sent as well
  expect(line.about(id)).toBe(2);

  await repository.open(id);
  await expect.poll(() => line.about(id)).toBe(3);
});

test("a document that is closed while it is read does not come back", async () => {
  await opened();
  await repository.close(id);
  const read = disk.loadRange;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  disk.loadRange = async (prefix) => {
    await held;
    return read(prefix);
  };
  const opening = repository.open(id);
  const closing = repository.close(id);
  release();
  await Promise.all([opening, closing]);
  expect(repository.loaded(id)).toBeUndefined();
  (await opening).change((doc) => {
    doc.price = 2;
  });
  await repository.open(id);
  await repository.close(id); // a save that was due has run when this returns
  expect((await stored()).price).toBe(1);
});

test("a flush writes a document before its time, and leaves nothing to write after it", async () => {
  const handle = await opened();
  handle.change((doc) => {
    doc.price = 2;
  });
  await repository.flush(id);
  expect((await stored()).price).toBe(2);
});

test("a flush is refused where the disk is", async () => {
  const handle = await opened();
  handle.change((doc) => {
    doc.price = 2;
  });
  const { save } = disk;
  disk.save = () => Promise.reject(new Error("the disk is full"));
  await expect(repository.flush(id)).rejects.toThrow("the disk is full");
  disk.save = save;
});

test("a snapshot of any name replaces the chunks, and is what is opened next", async () => {
  const handle = await opened();
  handle.change((doc) => {
    doc.price = 2;
  });
  await repository.close(id);
  const chunks = await repository.chunks(id);
  expect(chunks.map(({ key }) => key[1])).toEqual(["snapshot", "incremental"]);
  await repository.replaceChunks(id, Automerge.from<Doc>({ price: 5 }), chunks);
  expect(await repository.chunks(id)).toHaveLength(1);
  expect((await repository.open(id)).doc().price).toBe(5);
});

test("everything of a document lies under its id, and is removed with it", async () => {
  const handle = await opened();
  handle.change((doc) => {
    doc.price = 2;
  });
  await repository.close(id);
  await disk.save([id, "sync-state", "server"], new Uint8Array(1));
  await repository.remove(id);
  expect([...disk.chunks.values()].filter(({ key }) => key[0] === id)).toEqual([]);
});

test("changes after setActor are by that actor", async () => {
  const handle = await opened();
  const actor = "ab".repeat(16);
  repository.setActor(handle, actor);
  for (const price of [2, 3]) {
    handle.change((doc) => {
      doc.price = price;
    });
    const change = Automerge.getLastLocalChange(handle.doc()) as Uint8Array;
    expect(Automerge.decodeChange(change).actor).toBe(actor);
  }
});

test("a document that is made here is ready, takes changes, and is on the disk", async () => {
  const doc = Automerge.from<Doc>({ price: 7 });
  const handle = repository.create(id, doc);
  expect(handle.isReady()).toBe(true);
  expect(handle.doc()).toEqual({ price: 7 });
  handle.change((draft) => {
    draft.price = 8;
  });
  await repository.flush(id);
  expect(await stored()).toEqual({ price: 8 });
  const again = new Repository<Doc>(new Line(), disk);
  expect((await again.open(id)).doc()).toEqual({ price: 8 });
});
