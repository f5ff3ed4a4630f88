import { page } from "./page";

/** Somebody is at work until this time after the last sign of it, in milliseconds. */
const pause = 150;

/** What people do with a page: they scroll, write and point. */
const signs = ["scroll", "wheel", "touchmove", "keydown", "input", "pointerdown"];

/** Knows whether somebody is at work in the page, so that what can wait does not compete with them for a frame. */
export class Hands {
  #last = Number.NEGATIVE_INFINITY;

  /** Notes a sign of somebody at work. */
  note(): void {
    this.#last = performance.now();
  }

  /** Resolves at once where nobody is at work, else when they pause, at the latest after so many milliseconds. */
  async rest(longest: number): Promise<void> {
    const until = performance.now() + longest;
    for (;;) {
      const wait = Math.min(this.#last + pause, until) - performance.now();
      if (wait <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Those of this page. */
export const hands = new Hands();

for (const sign of signs) page.onAny(sign, () => hands.note());
