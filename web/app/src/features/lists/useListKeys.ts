import { useEffect, useRef } from "react";

/** What keys do on a list. */
export type ListKeys = {
  onMove: (by: number, reach: boolean) => void; // by how many rows; reach: choose the rows on the way
  onEdge: (end: boolean) => void;
  onSelect: () => void;
  onSelectAll: () => void;
  onPeek: () => void;
  onOpen: () => void;
  onClear: () => void;
  letters: Readonly<Record<string, () => void>>; // by the letter in lower case
};

const page = 10; // rows

/** Listens to the keys of a list while it is shown. Single letters rest while somebody types, or a dialog is open. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event.target)) return;
      if (act(latest.current, event)) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Does what a key stands for; false where it stands for nothing here. */
export function act(
  keys: ListKeys,
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "metaKey" | "ctrlKey" | "altKey">,
): boolean {
  const { key, shiftKey } = event;
  if (event.altKey) return false;
  if (event.metaKey || event.ctrlKey) {
    if (key.toLowerCase() !== "a") return false;
    keys.onSelectAll();
    return true;
  }
  switch (key) {
    case "j":
    case "J":
    case "ArrowDown":
      keys.onMove(1, shiftKey);
      return true;
    case "k":
    case "K":
    case "ArrowUp":
      keys.onMove(-1, shiftKey);
      return true;
    case "PageDown":
    case "PageUp":
      keys.onMove(key === "PageDown" ? page : -page, shiftKey);
      return true;
    case "Home":
    case "End":
      keys.onEdge(key === "End");
      return true;
    case "x":
      keys.onSelect();
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
  const letter = shiftKey ? undefined : keys.letters[key.toLowerCase()];
  letter?.();
  return letter !== undefined;
}

/** Whether a key belongs to what has the focus: a text, a control, a menu, a dialog. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog][aria-modal=true], [role=menu], [role=listbox]")) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input:not([type=checkbox]), textarea, select, button, a") !== null;
}
