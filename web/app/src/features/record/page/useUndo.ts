import { useEffect } from "react";
import { tellDone, toasts } from "../../../ui/toasts";
import { isTyping } from "../../../ui/useShortcuts";
import type { Undone } from "../edit/undo";
import { useRecord } from "./OpenRecord";

/** Says that what was performed just now was done, with an Undo that takes back that gesture. */
export function useUndoToast(): (message: string) => void {
  const { gestures } = useRecord();
  return (message) => {
    const gesture = gestures.last;
    tellDone(message, () => tell("Undone", gesture && gestures.undo(gesture)));
  };
}

/**
 * Ctrl+Z takes back the last gesture on this record, Ctrl+Shift+Z does it again; in a text they are the text's own. An
 * Undo that is shown comes first, for it says so; one that has gone comes after the record's own.
 */
export function useUndoKeys(): void {
  const { gestures } = useRecord();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
      if (isTyping(event.target) || (event.target instanceof Element && event.target.closest("[role=dialog]"))) return;
      if (!event.shiftKey && toasts.offers("Undo")) return;
      const undone = event.shiftKey ? gestures.redo() : gestures.undo();
      if (!undone) return;
      event.preventDefault();
      tell(event.shiftKey ? "Done again" : "Undone", undone);
    };
    addEventListener("keydown", press, { capture: true }); // before the shortcut of toasts
    return () => removeEventListener("keydown", press, { capture: true });
  }, [gestures]);
}

function tell(what: string, undone: Undone | undefined): void {
  if (!undone) tellDone("This was taken back already.");
  else if (undone.closed) tellDone(`${undone.label} can be taken back on the record's own page.`);
  else tellDone(undone.done ? `${what}: ${undone.label}` : `${undone.label} has been changed since, so it stays.`);
}
