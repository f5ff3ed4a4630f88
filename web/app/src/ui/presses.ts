/** A pointer is taken for pressed this long at most, in milliseconds: its end may be lost to another window. */
export const longestPress = 5_000;

const begins = ["pointerdown", "mousedown"];
const ends = ["pointerup", "pointercancel", "mouseup"];

/**
 * Knows whether a pointer is pressed on a page. With a mouse, what has the focus loses it between pointerdown and
 * pointerup; with a finger, whose pointer events are past by then, between mousedown and mouseup. The click follows the
 * end of each at once.
 */
export class Presses {
  #pressed = false;
  #waiting = new Set<() => void>();

  /** events is the window of the page. */
  constructor(events: EventTarget) {
    for (const name of begins) events.addEventListener(name, () => this.#begin(), { capture: true });
    for (const name of ends) events.addEventListener(name, () => this.#end(), { capture: true });
  }

  /** Calls act once: now where nothing is pressed, else after the click in which the press ends. */
  after(act: () => void): void {
    if (!this.#pressed) {
      act();
      return;
    }
    const once = () => {
      clearTimeout(timer);
      this.#waiting.delete(once);
      act();
    };
    const timer = setTimeout(once, longestPress);
    this.#waiting.add(once);
  }

  #begin(): void {
    this.#pressed = true;
  }

  #end(): void {
    this.#pressed = false;
    for (const act of this.#waiting) setTimeout(act); // the click comes first
    this.#waiting.clear();
  }
}
