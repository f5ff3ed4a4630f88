import { useEffect } from "react";
import { tellDone } from "../../../ui/toasts";
import { isTyping } from "../../../ui/useShortcuts";
import type { Undone } from "../edit/undo";
import { useRecord } from "./OpenRecord";

/** Says what was done, with an Undo that takes back the last gesture on this record. */
export function useUndoToast(): (message: string) => void {
  const { gestures } = useRecord();
  return (message) => tellDone(message, () => tell("Undone", gestures.undo()));
}

/** Ctrl+Z takes back the last gesture on this record, Ctrl+Shift+Z does it again; in a text they are the text's own. */
export function useUndoKeys(): void {
  const { gestures } = useRecord();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
      if (isTyping(event.target) || (event.target instanceof Element && event.target.closest("[role=dialog]"))) return;
      const undone = event.shiftKey ? gestures.redo() : gestures.undo();
      if (!undone) return;
      event.preventDefault();
      tell(event.shiftKey ? "Done again" : "Undone", undone);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [gestures]);
}

function tell(what: string, undone: Undone | undefined): void {
  if (undone)
    tellDone(undone.done ? `${what}: ${undone.label}` : `${undone.label} has been changed since, so it stays.`);
}
