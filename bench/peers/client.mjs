// A stock automerge-repo client that does what it is told: a JSON object a line on standard input, an answer a line on
// standard output. It knows nothing of Roomkey.
//
//   {"id":1,"op":"connect","url":"ws://127.0.0.1:8080/sync?access_token=…"}
//   {"id":2,"op":"open","name":"escrow","documentId":"…"}
//   {"id":3,"op":"set","name":"escrow","path":["purchasePrice"],"value":1}
import * as Automerge from "@automerge/automerge";
import { documentIdToBinary, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { createInterface } from "node:readline";

const folder = process.argv[2]; // for its storage; absent: nothing is kept
const repo = new Repo({ network: [], ...(folder ? { storage: new NodeFSStorageAdapter(folder) } : {}) });
const handles = new Map();
const watched = new Map();
const insisted = new Map();
let adapter;

function uuidOf(documentId) {
  const hex = Buffer.from(documentIdToBinary(documentId)).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function handleOf({ name }) {
  const handle = handles.get(name);
  if (!handle) throw new Error(`nothing is open as ${name}`);
  return handle;
}

/** The container that the path ends in, and the last step. */
function at(doc, path) {
  let container = doc;
  for (const step of path.slice(0, -1)) container = container[step];
  return [container, path.at(-1)];
}

function change(message, edit) {
  const handle = handleOf(message);
  handle.change((doc) => edit(doc));
  return Automerge.getHeads(handle.doc());
}

const ops = {
  connect({ url, retry = 200 }) {
    adapter = new WebSocketClientAdapter(url, retry);
    repo.networkSubsystem.addNetworkAdapter(adapter);
  },
  disconnect() {
    repo.networkSubsystem.removeNetworkAdapter(adapter);
  },
  async open({ name, documentId, timeout = 20_000 }) {
    handles.set(name, await repo.find(documentId, { signal: AbortSignal.timeout(timeout) }));
  },
  create({ name, initial }) {
    const handle = initial ? repo.create(initial) : repo.create();
    handles.set(name, handle);
    return { documentId: handle.documentId, uuid: uuidOf(handle.documentId) };
  },
  set(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      container[key] = message.value;
    });
  },
  merge(message) {
    return change(message, (doc) => Object.assign(doc, message.value));
  },
  text(message) {
    return change(message, (doc) => Automerge.updateText(doc, message.path, message.value));
  },
  splice(message) {
    return change(message, (doc) => Automerge.splice(doc, message.path, message.index, message.del ?? 0, message.value ?? ""));
  },
  remove(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      delete container[key];
    });
  },
  block(message) {
    return change(message, (doc) => Automerge.splitBlock(doc, message.path, message.index, { type: "paragraph" }));
  },
  mark(message) {
    const range = { start: message.index, end: message.end, expand: "both" };
    return change(message, (doc) => Automerge.mark(doc, message.path, range, message.key, message.value));
  },
  /** Notes from now on what every change event shows of the root keys. */
  watch(message) {
    const seen = [];
    watched.set(message.name, seen);
    handleOf(message).on("change", ({ doc }) => {
      seen.push(JSON.parse(JSON.stringify(Object.fromEntries(message.keys.map((key) => [key, doc[key] ?? null])))));
    });
  },
  watched: (message) => watched.get(message.name),
  /** Writes a value of the root whenever it is another, and counts how often. */
  insist({ name, key, value }) {
    const write = () => {
      if (handleOf({ name }).doc()[key] === value) return;
      insisted.set(name, (insisted.get(name) ?? 0) + 1);
      change({ name }, (doc) => void (doc[key] = value));
    };
    handleOf({ name }).on("change", () => setImmediate(write));
    write();
  },
  insisted: ({ name }) => insisted.get(name) ?? 0,
  push(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      container[key] ??= [];
      container[key].push(message.value);
    });
  },
  remove(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      if (Array.isArray(container)) container.splice(key, 1);
      else delete container[key];
    });
  },
  /** Adds a note as Roomkey's app does: its texts are scalars. */
  note(message) {
    return change(message, (doc) => {
      const scalar = ([key, value]) => [key, new Automerge.ImmutableString(value)];
      doc.notes.push(Object.fromEntries(Object.entries(message.value).map(scalar)));
    });
  },
  counter(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      container[key] = new Automerge.Counter(message.value);
    });
  },
  increment(message) {
    return change(message, (doc) => {
      const [container, key] = at(doc, message.path);
      container[key].increment(message.value);
    });
  },
  repeat(message) {
    for (let i = 0; i < message.times; i++) ops.set({ ...message, value: message.value + i });
    return Automerge.getHeads(handleOf(message).doc());
  },
  type(message) {
    for (let i = 0; i < message.times; i++) {
      change(message, (doc) => Automerge.splice(doc, message.path, message.index + i, 0, message.value));
    }
    return Automerge.getHeads(handleOf(message).doc());
  },
  get: (message) => JSON.parse(JSON.stringify(handleOf(message).doc() ?? null)),
  heads: (message) => Automerge.getHeads(handleOf(message).doc()),
  conflicts: (message) => Object.values(Automerge.getConflicts(handleOf(message).doc(), message.key) ?? {}),
  state: (message) => handleOf(message).state,
  async flush() {
    await repo.flush();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  let answer;
  try {
    answer = { id: message.id, result: (await ops[message.op](message)) ?? null };
  } catch (error) {
    answer = { id: message.id, error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
