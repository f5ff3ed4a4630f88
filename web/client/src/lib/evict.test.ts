import { expect, test } from "vitest";
import { evicted, type HeldDocument } from "./evict";

const held = (id: string, openedAt: number, changedAt = 0, bytes = 100): HeldDocument => ({
  id,
  bytes,
  openedAt,
  changedAt,
});
const none = () => false;

test.each([
  ["nothing goes within the limit", [held("a", 0), held("b", 5)], 200, none, []],
  ["what was opened longest ago goes first", [held("a", 9), held("b", 5), held("c", 7)], 200, none, ["b"]],
  ["what was never opened goes before it", [held("a", 9), held("b", 0), held("c", 7)], 100, none, ["b", "c"]],
  [
    "of these, what was changed longest ago",
    [held("a", 0, 3), held("b", 0, 1), held("c", 0, 2)],
    100,
    none,
    ["b", "c"],
  ],
  ["what has to stay stays", [held("a", 1), held("b", 2), held("c", 3)], 100, (id: string) => id === "a", ["b", "c"]],
  ["though it is over the limit", [held("a", 1), held("b", 2)], 0, (id: string) => id === "a", ["b"]],
  ["a large one is enough", [held("a", 1, 0, 900), held("b", 2), held("c", 3)], 200, none, ["a"]],
])("%s", (_, documents, limit, stays, gone) => {
  expect(evicted(documents, limit, stays)).toEqual(gone);
});
