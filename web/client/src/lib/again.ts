import { wait } from "./backoff";

/** Does again what failed, each time after a longer wait with full jitter, until it succeeds or is stopped. */
export class Again {
  #act: () => Promise<unknown>;
  #chance: () => number;
  #attempt = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #ended = false;

  /** act says itself how it went, by failed or stop; what it throws is not heard. chance gives numbers in [0, 1). */
  constructor(act: () => Promise<unknown>, chance: () => number = Math.random) {
    this.#act = act;
    this.#chance = chance;
  }

  /** It failed: it is done again, once, after a wait of 30 s at most. */
  failed(): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#timer = setTimeout(() => void this.#act().catch(() => undefined), wait(this.#attempt++, this.#chance()));
  }

  /** It succeeded, or is wanted no more: the next failure counts as the first. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#attempt = 0;
  }

  /** Nothing is done again any more, even if what runs now fails. */
  end(): void {
    this.#ended = true;
    this.stop();
  }
}
