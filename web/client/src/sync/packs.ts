import { isListOf, isMap, isText } from "../lib/valid";
import { result } from "./disk";

/** The first part of a pack's key; no document is called so. */
const mark = "pack";

/** The only kind of chunk that packs hold. */
const kind = "snapshot";

/** Bytes of chunks in one pack: above 64 KB Chromium puts a value into a file of its own. */
const most = 32 * 1024;

/** A chunk of a document: its key is [documentId, "snapshot", name]. */
export type Chunk = { key: string[]; data: Uint8Array };

/** The chunks of many documents as one value: their names, and where in bytes each ends, in the order of the key. */
type Pack = { names: string[]; ends: number[]; bytes: Uint8Array };

/** A pack as it is stored: its key is ["pack", the documents' ids with spaces between]. */
type Stored = { key: string[]; value: Pack };

/** Where the keys of packs are among those of chunks. */
export function packRange(): IDBKeyRange {
  return IDBKeyRange.bound([mark], [mark, "\uffff"]);
}

/** Chunks as packs. To the browser a put is a message to another process, an entry to sort and an answer: few cost less. */
export function packsOf(chunks: readonly Chunk[]): Stored[] {
  const packs: Stored[] = [];
  let part: Chunk[] = [];
  let size = 0;
  for (const chunk of chunks) {
    if (part.length > 0 && size + chunk.data.length > most) {
      packs.push(packed(part));
      part = [];
      size = 0;
    }
    part.push(chunk);
    size += chunk.data.length;
  }
  if (part.length > 0) packs.push(packed(part));
  return packs;
}

function packed(chunks: readonly Chunk[]): Stored {
  const bytes = new Uint8Array(chunks.reduce((sum, { data }) => sum + data.length, 0));
  const names: string[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const { key, data } of chunks) {
    bytes.set(data, end);
    end += data.length;
    names.push(key[2] ?? "");
    ends.push(end);
  }
  return { key: [mark, chunks.map(({ key }) => key[0]).join(" ")], value: { names, ends, bytes } };
}

/** The documents of a pack, by its key; undefined for the key of anything else. */
export function documentsIn(key: readonly string[]): string[] | undefined {
  return key[0] === mark ? (key[1] ?? "").split(" ") : undefined;
}

/** The chunks of a pack, whose bytes are the pack's own; none where it is of another shape. */
export function chunksIn(key: readonly string[], value: unknown): Chunk[] {
  const ids = documentsIn(key) ?? [];
  if (!isPack(value) || value.names.length !== ids.length || value.ends.length !== ids.length) return [];
  let from = 0;
  return ids.map((id, at) => {
    const data = value.bytes.subarray(from, value.ends[at]);
    from = value.ends[at] ?? from;
    return { key: [id, kind, value.names[at] ?? ""], data };
  });
}

/** The chunks of one document that are in packs, read in the transaction of objects. */
export async function findPacked(objects: IDBObjectStore, documentId: string): Promise<Chunk[]> {
  const found: Chunk[] = [];
  for (const key of await keysOf(objects, new Set([documentId]))) {
    for (const { key: chunk, data } of chunksIn(key, await result(objects.get(key)))) {
      if (chunk[0] === documentId) found.push({ key: chunk, data: data.slice() });
    }
  }
  return found;
}

/** Takes chunks of documents out of the packs that hold them, in the transaction of objects: each is written anew. */
export async function takeOut(
  objects: IDBObjectStore,
  documents: ReadonlySet<string>,
  goes: (chunk: Chunk) => boolean,
): Promise<void> {
  for (const key of await keysOf(objects, documents)) {
    const chunks = chunksIn(key, await result(objects.get(key)));
    const left = chunks.filter((chunk) => !goes(chunk));
    if (left.length === chunks.length && chunks.length > 0) continue;
    objects.delete(key);
    for (const { key, value } of packsOf(left)) objects.put(value, key);
  }
}

/** The keys of the packs that hold one of these documents. */
async function keysOf(objects: IDBObjectStore, documents: ReadonlySet<string>): Promise<string[][]> {
  const keys = (await result(objects.getAllKeys(packRange()))) as string[][];
  return keys.filter((key) => documentsIn(key)?.some((id) => documents.has(id)));
}

function isPack(value: unknown): value is Pack {
  return (
    isMap(value) &&
    isListOf(value.names, isText) &&
    isListOf(value.ends, (end): end is number => Number.isSafeInteger(end)) &&
    value.bytes instanceof Uint8Array
  );
}
