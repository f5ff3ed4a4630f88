import { expect, test } from "vitest";
import { difference, pieceLength, pieces } from "./pieces";

/** The text after the edit in its parts. */
function edited(text: string, index: number, removed: number, inserted: string): string {
  return pieces(index, removed, inserted).reduce(
    (now, piece) => now.slice(0, piece.index) + piece.text + now.slice(piece.index + piece.removed),
    text,
  );
}

test("a small edit is one part, a large one several of at most 5,000 characters", () => {
  expect(pieces(3, 2, "abc")).toEqual([{ index: 3, removed: 2, text: "abc" }]);
  const cut = pieces(0, 12_001, "x".repeat(5_001));
  expect(cut.map(({ removed, text }) => removed + text.length)).toEqual([5_000, 5_000, 2_001, 5_000, 1]);
  const before = "0123456789".repeat(2_000);
  const inserted = "abcdef".repeat(3_000);
  expect(edited(before, 10, 12_001, inserted)).toBe(before.slice(0, 10) + inserted + before.slice(12_011));
});

test("no pair of UTF-16 units is cut", () => {
  const inserted = `${"x".repeat(pieceLength - 1)}😀tail`;
  expect(pieces(0, 0, inserted).map(({ text }) => text)).toEqual(["x".repeat(pieceLength - 1), "😀tail"]);
  expect(edited("", 0, 0, inserted)).toBe(inserted);
  expect(difference("a😀b", "a😁b")).toEqual({ index: 1, removed: 2, inserted: "😁" });
});

test("the difference of two texts is what they don't share at both ends", () => {
  expect(difference("a house", "a big house")).toEqual({ index: 2, removed: 0, inserted: "big " });
  expect(difference("aa", "a")).toEqual({ index: 1, removed: 1, inserted: "" });
  expect(difference("same", "same")).toEqual({ index: 4, removed: 0, inserted: "" });
});
