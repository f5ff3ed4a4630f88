import { encode } from "cbor-x";
import { expect, test } from "vitest";
import { ItemReader } from "./items";

const head = new Uint8Array(32).fill(7);
const items = Array.from({ length: 20 }, (_, number) => ({
  documentId: `document ${number}`,
  heads: [head],
  chunk: new Uint8Array(number * 13).fill(number),
}));
const bytes = Buffer.concat(items.map((item) => encode(item)));

test.each([1, 2, 7, 64, 1_000, 100_000])("items are read whole however the answer is cut: every %i bytes", (size) => {
  const reader = new ItemReader();
  const read = [];
  for (let at = 0; at < bytes.length; at += size)
    read.push(...reader.take(Uint8Array.from(bytes.subarray(at, at + size))));
  expect(read.map(({ documentId, chunk }) => [documentId, [...chunk]])).toEqual(
    items.map(({ documentId, chunk }) => [documentId, [...chunk]]),
  );
});

test("what is no item is left out, and what is no CBOR is refused", () => {
  const reader = new ItemReader();
  expect(reader.take(encode({ documentId: 1, heads: [], chunk: head }))).toEqual([]);
  expect(reader.take(encode("a text"))).toEqual([]);
  expect(() => reader.take(Uint8Array.of(0xff, 0xff, 0xff))).toThrow();
});
