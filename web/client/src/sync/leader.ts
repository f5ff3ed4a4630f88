import { Observable } from "../lib/observable";
import type { Channel } from "./channel";
import { page } from "./page";

/** A leader that says nothing for this time is frozen, in milliseconds. */
const silence = 1_000;

/** A visible tab asks the leader this often whether it is there, in milliseconds. */
const askEvery = 3_000;

/** What of Web Locks a tab needs. */
export type Locks = Pick<LockManager, "request">;

/**
 * One of a user's tabs on this device leads: it has the socket and writes documents to the disk. Who holds a Web Lock
 * leads, so that the next tab takes over at once when a leader closes or crashes. A frozen leader keeps its lock, so it
 * is asked for a sign of life and robbed of the lock when it gives none.
 */
export class Leader {
  /** Whether this tab leads. Where there are no locks, it does. */
  readonly leads = new Observable(false);
  #name: string;
  #channel: Channel;
  #locks: Locks | undefined;
  #waiting?: AbortController;
  #holding?: AbortController;
  #release?: () => void;
  #silent?: ReturnType<typeof setTimeout>;
  #timer?: ReturnType<typeof setInterval>;

  constructor(name: string, channel: Channel, locks: Locks | undefined = globalThis.navigator?.locks) {
    this.#name = name;
    this.#channel = channel;
    this.#locks = locks;
    // A frozen page still answers messages, but no timers.
    channel.on("ping", () => setTimeout(() => this.leads.get() && channel.post("pong", {}), 0));
    channel.on("pong", () => this.#heard());
    page.on("visibilitychange", () => this.#ask());
  }

  /** Takes part: leads when nobody else does. */
  start(): void {
    if (this.#waiting) return;
    if (!this.#locks) {
      this.leads.set(true);
      return;
    }
    this.#timer = setInterval(() => this.#ask(), askEvery);
    this.#request("wait");
  }

  /** Takes no part any more: the page is frozen or hidden away, and another tab is to lead. */
  stop(): void {
    clearInterval(this.#timer);
    this.#heard();
    this.#waiting?.abort();
    this.#waiting = this.#holding = undefined;
    this.leads.set(false);
    this.#release?.();
  }

  /** Waits for the lock, or takes it from its holder. */
  #request(how: "wait" | "steal"): void {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const hold = () =>
      new Promise<void>((resolve) => {
        if (this.#waiting !== waiting) return resolve();
        this.#release = resolve;
        this.#holding = waiting;
        this.#heard();
        this.leads.set(true);
      });
    const options = how === "steal" ? { steal: true } : { signal: waiting.signal };
    const ended = () => {
      if (this.#holding === waiting) {
        this.#holding = undefined;
        this.leads.set(false);
      }
      if (this.#waiting === waiting) this.#request("wait"); // robbed: the next in line
    };
    this.#locks?.request(this.#name, options, hold).then(ended, ended);
  }

  /** Asks the leader for a sign of life, one question at a time. */
  #ask(): void {
    if (!this.#waiting || this.leads.get() || !page.isVisible() || this.#silent) return;
    this.#silent = setTimeout(() => {
      this.#silent = undefined;
      if (this.#waiting && !this.leads.get()) this.#request("steal");
    }, silence);
    this.#channel.post("ping", {});
  }

  #heard(): void {
    clearTimeout(this.#silent);
    this.#silent = undefined;
  }
}
