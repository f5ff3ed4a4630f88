import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as Automerge from "@automerge/automerge/slim";
import type { Message, PeerId } from "@automerge/automerge-repo/slim";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { documentIdOf } from "../lib/documentid";
import { Line } from "../testing";
import { Repository } from "./repository";

type Doc = { text: string };

const id = documentIdOf("00010203-0405-0607-0809-0a0b0c0d0e0f");
const server = "server" as PeerId;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await Automerge.initializeWasm(readFileSync(wasm));
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A connection to a server that has a document, and answers as soon as it can, or not at all while it is busy. */
class Served extends Line {
  doc: Automerge.Doc<Doc>;
  isBusy = false;
  readonly changes: number[] = []; // in each message
  #state = Automerge.initSyncState();

  constructor(doc: Automerge.Doc<Doc>) {
    super();
    this.doc = doc;
  }

  override send(message: Message): void {
    super.send(message);
    if (!message.data || !("documentId" in message)) return;
    this.changes.push(Automerge.decodeSyncMessage(message.data).changes.length);
    [this.doc, this.#state] = Automerge.receiveSyncMessage(this.doc, this.#state, message.data);
    if (!this.isBusy) queueMicrotask(() => this.answer(message.senderId));
  }

  answer(targetId: PeerId): void {
    const [state, data] = Automerge.generateSyncMessage(this.doc, this.#state);
    this.#state = state;
    if (data) this.emit("message", { type: "sync", senderId: server, targetId, documentId: id, data });
  }
}

/** Lets time pass, and what is due in it be done. */
const after = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

async function opened() {
  const line = new Served(Automerge.from<Doc>({ text: "" }));
  const disk = {
    load: async () => undefined,
    save: async () => {},
    remove: async () => {},
    removeRange: async () => {},
  };
  const repository = new Repository<Doc>(line, { ...disk, loadRange: async () => [] });
  const opening = repository.open(id);
  await after(100);
  const handle = await opening;
  await after(1_000); // both know what the other has
  expect(handle.isReady()).toBe(true);
  const type = (letter: string) => {
    handle.change((doc) => void Automerge.splice(doc, ["text"], doc.text.length, 0, letter));
    repository.send(id);
  };
  return { line, type };
}

test("a key soon after another is sent at once, and not again by the library", async () => {
  const { line, type } = await opened();
  const before = line.changes.length;
  type("a");
  await after(60);
  type("b"); // the library would send it 100 ms after the first
  await after(1);
  expect(line.doc.text).toBe("ab");
  await after(500);
  expect(line.changes.slice(before).filter((count) => count > 0)).toHaveLength(2);
});

test("a person who types fast has each key sent, and the library sends none of them again", async () => {
  const { line, type } = await opened();
  const before = line.changes.length;
  for (const letter of "abcdefghij") {
    type(letter);
    await after(60);
  }
  expect(line.doc.text).toBe("abcdefghij");
  await after(500);
  expect(line.changes.slice(before).filter((count) => count > 0)).toEqual(Array(10).fill(1));
});

test("changes that come faster than anybody types are left to the library, which sends them together", async () => {
  const { line, type } = await opened();
  const before = line.changes.length;
  for (let key = 0; key < 100; key++) {
    type("a");
    await after(10);
  }
  await after(500);
  expect(line.doc.text).toHaveLength(100);
  expect(line.changes.slice(before).filter((count) => count > 0).length).toBeLessThan(14); // in a second
});

test("the first of many keys is sent at once, and all of them come while the server says nothing", async () => {
  const { line, type } = await opened();
  line.isBusy = true;
  const before = line.changes.length;
  for (const letter of "abcdefghij") {
    type(letter);
    await after(4);
  }
  expect(line.doc.text).toBe("a");
  await after(100);
  expect(line.doc.text).toBe("abcdefghij");
  await after(500);
  expect(line.changes.slice(before).filter((count) => count > 0)).toHaveLength(2);
});

test("a document whose sending takes long is left to the library", async () => {
  const { line, type } = await opened();
  let spent = 0; // in sending, in milliseconds
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + spent);
  const send = line.send.bind(line);
  line.send = (message) => {
    spent += 30;
    send(message);
  };
  type("a");
  await after(60);
  type("b"); // the library has just sent, so this is sent sooner
  await after(60);
  type("c");
  await after(5); // 95 ms by the clock since b was sent, and sendings may take a tenth of the time
  expect(line.doc.text).toBe("ab");
  await after(100);
  expect(line.doc.text).toBe("abc");
  vi.restoreAllMocks();
});
