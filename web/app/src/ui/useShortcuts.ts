import { createContext, useContext, useEffect, useRef } from "react";
import { type Shortcut, Shortcuts } from "./shortcuts";

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

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
}

/** The text of a dialog or a menu that has just been opened and does not have the focus yet. */
function awaitingFocus(): HTMLElement | undefined {
  const text = [...document.querySelectorAll<HTMLElement>("[data-autofocus]")].find((one) => isTyping(one));
  const around = text?.closest("[role=dialog]");
  return around && !around.contains(document.activeElement) ? text : undefined;
}

/** Keys that activate what has the focus, where that is something to activate. */
const activating = new Set(["Enter", " "]);

/** Listens for shortcuts, once for the page. None counts while a dialog is open, except chords. */
export function useKeyboard(): void {
  const registry = useContext(ShortcutContext);
  useEffect(() => {
    // The second key of two is taken before a list or a board can take it for its own.
    const second = (event: KeyboardEvent) => registry.waits && press(event);
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (activating.has(event.key) && target?.closest("a, button, summary, [role=menuitem], [role=option]")) return;
      if (isUndoOfText(event, target)) return;
      if (!isTyping(target) && isLetter(event)) {
        // What a key has just opened gets the focus a moment later; the next letter is for it, and no command.
        const opened = awaitingFocus();
        if (opened) return opened.focus();
      }
      const inDialog = document.querySelector("[aria-modal=true]") !== null;
      const shortcut = registry.find(event, inDialog || isTyping(target));
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run(event);
    };
    addEventListener("keydown", second, { capture: true });
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", second, { capture: true });
      removeEventListener("keydown", press);
    };
  }, [registry]);
}
