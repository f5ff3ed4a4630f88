import { expect, test, vi } from "vitest";
import { actInGrid, type ListKeys } from "./useListKeys";

test("a grid's keys move, choose, peek and open, and leave all others alone", () => {
  const names = ["onMove", "onEdge", "onSelect", "onSelectAll", "onPeek", "onOpen", "onClear"] as const;
  const keys = Object.fromEntries(names.map((name) => [name, vi.fn()])) as unknown as ListKeys;
  const press = (key: string, shiftKey = false) => actInGrid(keys, { key, shiftKey });
  expect([press("ArrowDown"), press("ArrowUp", true), press("PageDown"), press("End")]).toEqual(Array(4).fill(true));
  expect(vi.mocked(keys.onMove).mock.calls).toEqual([
    [1, false],
    [-1, true],
    [10, false],
  ]);
  expect(keys.onEdge).toHaveBeenCalledWith(true);
  press(" ");
  press(" ", true);
  press("Enter");
  expect([keys.onPeek, keys.onSelect, keys.onOpen].map((spy) => vi.mocked(spy).mock.calls.length)).toEqual([1, 1, 1]);
  expect([press("Tab"), press("j"), press("a")]).toEqual([false, false, false]);
});
