import { Decoder } from "cbor-x";
import { isMap, isText } from "../lib/valid";

/** One document of an answer of /sync/bulk: heads are the document's once it has the chunk. */
export type Item = { documentId: string; heads: Uint8Array[]; chunk: Uint8Array };

/** Reads a CBOR sequence (RFC 8742) of items as its parts come, wherever they are cut. What is no item is left out. */
export class ItemReader {
  // copyBuffers: an item outlives the part that it came in.
  #decoder = new Decoder({ copyBuffers: true, useRecords: false, mapsAsObjects: true } as never);
  #left = new Uint8Array(0);

  /** The items that are whole with this part. Throws where it is no CBOR. */
  take(part: Uint8Array): Item[] {
    const bytes = this.#left.length > 0 ? joined(this.#left, part) : part;
    const items: Item[] = [];
    this.#left = new Uint8Array(0);
    if (bytes.length === 0) return items;
    try {
      this.#decoder.decodeMultiple(bytes, (item: unknown) => void (isItem(item) && items.push(item)));
    } catch (cause) {
      const { incomplete, lastPosition = 0 } = cause as { incomplete?: boolean; lastPosition?: number };
      if (!incomplete) throw cause;
      this.#left = bytes.slice(lastPosition);
    }
    return items;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function isItem(item: unknown): item is Item {
  return (
    isMap(item) &&
    isText(item.documentId) &&
    item.chunk instanceof Uint8Array &&
    Array.isArray(item.heads) &&
    item.heads.every((head) => head instanceof Uint8Array)
  );
}
