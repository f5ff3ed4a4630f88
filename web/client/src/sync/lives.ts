import type { Locks } from "./leader";

/** Holds a lock while a tab lives, and tells the leader when it has ended. */
export class Lives {
  #topic: string;
  #tab: string;
  #locks: Locks | undefined;
  #end?: () => void;
  #watched = new Map<string, AbortController>();

  constructor(topic: string, tab: string, locks: Locks | undefined = globalThis.navigator?.locks) {
    this.#topic = topic;
    this.#tab = tab;
    this.#locks = locks;
  }

  /** This tab lives, until stop is called or it crashes. */
  start(): void {
    if (this.#end) return;
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    void this.#locks?.request(this.#topic + this.#tab, () => ended).catch(() => undefined);
  }

  stop(): void {
    this.#end?.();
    this.#end = undefined;
    this.unwatch();
  }

  /** Calls gone once another tab has ended. */
  watch(tab: string, gone: () => void): void {
    if (tab === this.#tab || this.#watched.has(tab)) return;
    const waiting = new AbortController();
    this.#watched.set(tab, waiting);
    this.#locks
      ?.request(this.#topic + tab, { signal: waiting.signal }, () => {
        this.#watched.delete(tab);
        gone();
      })
      .catch(() => undefined);
  }

  /** Watches nobody any more. */
  unwatch(): void {
    for (const waiting of this.#watched.values()) waiting.abort();
    this.#watched.clear();
  }
}
