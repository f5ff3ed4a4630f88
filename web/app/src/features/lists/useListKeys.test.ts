import { expect, test, vi } from "vitest";
import { act, type ListKeys } from "./useListKeys";

const none = { shiftKey: false, metaKey: false, ctrlKey: false, altKey: false };

function keys() {
  const names = ["onMove", "onEdge", "onSelect", "onSelectAll", "onPeek", "onOpen", "onClear"] as const;
  const spies = Object.fromEntries(names.map((name) => [name, vi.fn()])) as unknown as Omit<ListKeys, "letters">;
  return { ...spies, letters: { s: vi.fn() } };
}

test("keys of a list: moves, choices, and letters without a modifier alone", () => {
  const list = keys();
  expect(act(list, { ...none, key: "j" })).toBe(true);
  expect(act(list, { ...none, key: "K", shiftKey: true })).toBe(true);
  expect(list.onMove).toHaveBeenCalledWith(1, false);
  expect(list.onMove).toHaveBeenCalledWith(-1, true);
  act(list, { ...none, key: " " });
  act(list, { ...none, key: " ", shiftKey: true });
  act(list, { ...none, key: "a", ctrlKey: true });
  expect([list.onPeek, list.onSelect, list.onSelectAll].map((spy) => vi.mocked(spy).mock.calls.length)).toEqual([
    1, 1, 1,
  ]);
  expect(act(list, { ...none, key: "s" })).toBe(true);
  expect(act(list, { ...none, key: "s", metaKey: true })).toBe(false); // the browser's own
  expect(act(list, { ...none, key: "z" })).toBe(false);
  expect(list.letters.s).toHaveBeenCalledTimes(1);
});
