import { createContext, useContext, useEffect, useRef } from "react";
import { type Shortcut, Shortcuts } from "./shortcuts";
import { TypedAhead } from "./typedAhead";

/** The page's shortcuts. There is one registry; a test may give its own. */
export const ShortcutContext = createContext(new Shortcuts());

/**
 * Adds shortcuts while the component is shown. What they do may change with each render; which keys they are, and what
 * the help says of them, is read when the keys change.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(ShortcutContext);
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const keys = shortcuts.map((shortcut) => `${shortcut.keys}\t${shortcut.label}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: keys stands for the list, which is new each time
  useEffect(
    () =>
      registry.add(
        current.current.map((shortcut, index) => ({
          ...shortcut,
          run: (event) => current.current[index]?.run(event),
        })),
      ),
    [registry, keys],
  );
}

/** Whether keys pressed on an element go into a text, or belong to a control that has a use for them. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/** Whether a text takes the keys for its own undo, of what was typed in it. */
function isUndoOfText({ key, ctrlKey, metaKey }: KeyboardEvent, target: HTMLElement | null): boolean {
  if (!(ctrlKey || metaKey) || !/^[zy]$/i.test(key)) return false;
  return isTyping(target) && !target?.matches("select, [readonly], [role=combobox]");
}

/** Keys that activate what has the focus, where that is something to activate. */
const activating = new Set(["Enter", " "]);

/** Listens for shortcuts, once for the page. None counts while a dialog is open, except chords. */
export function useKeyboard(): void {
  const registry = useContext(ShortcutContext);
  useEffect(() => {
    const ahead = new TypedAhead();
    const focused = ({ target }: FocusEvent) => {
      const text = isTyping(target) ? ahead.given() : "";
      // As if it were typed there.
      if (text) ahead.insertSoon(text, (typed) => document.execCommand("insertText", false, typed));
    };
    // The second key of two is taken before a list or a board can take it for its own.
    const second = (event: KeyboardEvent) => {
      ahead.insertNow();
      if (registry.waits) press(event);
    };
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (activating.has(event.key) && target?.closest("a, button, summary, [role=menuitem], [role=option]")) return;
      if (isUndoOfText(event, target)) return;
      const typing = isTyping(target);
      if (ahead.takes(event, typing)) return event.preventDefault();
      const shortcut = registry.find(event, typing || document.querySelector("[aria-modal=true]") !== null);
      if (!shortcut) return;
      event.preventDefault();
      if (shortcut.opens) ahead.begin(event);
      shortcut.run(event);
    };
    addEventListener("keydown", second, { capture: true });
    addEventListener("keydown", press);
    addEventListener("focusin", focused);
    return () => {
      removeEventListener("focusin", focused);
      removeEventListener("keydown", second, { capture: true });
      removeEventListener("keydown", press);
    };
  }, [registry]);
}
