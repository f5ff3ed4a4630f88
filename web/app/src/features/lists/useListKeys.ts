import type { Shortcut } from "../../ui/shortcuts";
import { useShortcuts } from "../../ui/useShortcuts";

/** What keys do on a list. */
export type ListKeys = {
  onMove: (by: number, reach: boolean) => void; // by how many rows; reach: choose the rows on the way
  onEdge: (end: boolean) => void;
  onSelect: () => void;
  onSelectAll: () => void;
  onPeek: () => void;
  onOpen: () => void;
  onClear: () => void;
};

const group = "Lists";
const page = 10; // rows

/** Adds a list's keys to the page's shortcuts while it is shown. */
export function useListKeys(keys: ListKeys, more: readonly Omit<Shortcut, "group">[]): void {
  useShortcuts([
    { keys: "j", label: "Next row", group, run: () => keys.onMove(1, false) },
    { keys: "k", label: "Previous row", group, run: () => keys.onMove(-1, false) },
    { keys: "shift+j", label: "Select the next row too", group, run: () => keys.onMove(1, true) },
    { keys: "shift+k", label: "Select the previous row too", group, run: () => keys.onMove(-1, true) },
    { keys: "x", label: "Select the row", group, run: keys.onSelect },
    { keys: "mod+a", label: "Select all rows", group, run: keys.onSelectAll },
    { keys: "space", label: "Peek at the row", group, run: keys.onPeek },
    { keys: "enter", label: "Open the row", group, run: keys.onOpen },
    { keys: "escape", label: "Close the peek, or clear the selection", group, run: keys.onClear },
    ...more.map((shortcut) => ({ ...shortcut, group })),
  ]);
}

/** Does what a key stands for in a grid that has the focus; false where it stands for nothing there. */
export function actInGrid(keys: ListKeys, { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">): boolean {
  switch (key) {
    case "ArrowDown":
    case "ArrowUp":
      keys.onMove(key === "ArrowDown" ? 1 : -1, shiftKey);
      return true;
    case "PageDown":
    case "PageUp":
      keys.onMove(key === "PageDown" ? page : -page, shiftKey);
      return true;
    case "Home":
    case "End":
      keys.onEdge(key === "End");
      return true;
    case " ":
      if (shiftKey) keys.onSelect();
      else keys.onPeek();
      return true;
    case "Enter":
      keys.onOpen();
      return true;
    case "Escape":
      keys.onClear();
      return true;
  }
  return false;
}
