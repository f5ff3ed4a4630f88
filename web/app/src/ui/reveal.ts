import { flushSync } from "react-dom";

const reached = "a[href], button";

/**
 * Does what shows more of a page. Where the button that was pressed for it goes, the focus is on the first of what has
 * appeared: it would be lost, and with it the place of whoever works by keyboard or is read to.
 */
export function reveal(button: HTMLElement, act: () => void): void {
  const page = button.closest("main") ?? document.body;
  const all = () => page.querySelectorAll<HTMLElement>(`li, ${reached}`);
  const before = new Set(all());
  flushSync(act);
  if (button.isConnected) return;
  const appeared = [...all()].find((element) => !before.has(element));
  if (!appeared) return;
  const target = appeared.matches(reached) ? appeared : (appeared.querySelector<HTMLElement>(reached) ?? appeared);
  if (target === appeared && !appeared.matches(reached)) appeared.tabIndex = -1; // an entry to read
  target.focus();
}
