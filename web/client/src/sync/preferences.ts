import { Again } from "../lib/again";
import type { Answer } from "../lib/api";
import { Observable } from "../lib/observable";
import { isMap } from "../lib/valid";
import type { Channel } from "./channel";
import type { Disk } from "./disk";
import { api, Problem, troubleOf } from "./http";
import { Kept, unsentStore } from "./kept";
import type { Rooms } from "./rooms";

export type Values = Readonly<Record<string, unknown>>;

/** Changes go to the server so long after the last one, in milliseconds. */
const sendDelay = 800;

/** What another tab has set is left to it for this time, in milliseconds. */
const othersDelay = 10_000;

/** So many names wait to be sent at most, the last ones: the server keeps no more of a user. */
const mostUnsent = 256;

/** Where this device keeps them. */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** A value that was set here and not sent yet; null removes it. at tells it from what is set later. */
type Unsent = { value: unknown; at: number };

/** How the tabs of one device go together, and where it keeps what is unsent. */
type Device = { disk: Disk; channel?: Channel; leads: Pick<Observable<boolean>, "get" | "watch"> };

/**
 * What the user has set in the app: kept on this device, on the server for their other devices, and taken from there.
 * A value that is set here and not yet sent wins over the server's, also after a reload. The tab sends it in which it
 * was set; if that is gone, the one that leads.
 */
export class Preferences {
  readonly values: Observable<Values>;
  #store: Store;
  #key: string;
  #user: string;
  #rooms: Rooms;
  #device: Device;
  #unsent: Kept<Unsent>;
  #database?: IDBDatabase;
  #own = new Map<string, Unsent>(); // of what is unsent, what was set in this tab
  #ended = false; // an answer that was on its way when the user signed out must not be kept
  #sending = Promise.resolve();
  #timer?: ReturnType<typeof setTimeout>;
  #again = new Again(() => this.#load()); // where the server is there and fails

  constructor(user: string, rooms: Rooms, store: Store, device: Device) {
    this.#user = user;
    this.#rooms = rooms;
    this.#store = store;
    this.#device = device;
    this.#key = `roomkey/preferences/${user}`;
    this.values = new Observable(kept(store, this.#key));
    this.#unsent = new Kept<Unsent>(unsentStore, device.disk, isUnsent, device.channel);
  }

  /** Reads what is unsent of this device. */
  async restore(): Promise<void> {
    this.#database = await this.#device.disk.open(`roomkey-unsent-${this.#user}`, [unsentStore]);
    await this.#unsent.start(this.#database);
    this.#unsent.all.watch(() => this.#heard());
    this.#device.leads.watch(() => this.#heard()); // what the tab has left unsent that led before
    this.#heard();
  }

  /** The page sleeps: it sends nothing, for another tab may do so. */
  rest(): void {
    this.#wait();
    this.#again.stop();
  }

  /** The page is there again: what other tabs have sent meanwhile is not sent again. */
  async wake(): Promise<void> {
    await this.#unsent.start(this.#database);
    this.#heard();
  }

  /** Follows the user's other devices until the returned function is called. */
  start(): () => void {
    return this.#rooms.join(`user:${this.#user}`, {
      onEvent: ({ name }) => {
        if (name === "preferences:updated") void this.#load();
      },
      onGap: () => void this.#load(),
    });
  }

  /** The value of a name, or what it is where nobody has set it or it is of another kind. */
  get<T extends string | number | boolean>(name: string, otherwise: T): T {
    const value = this.values.get()[name];
    return typeof value === typeof otherwise ? (value as T) : otherwise;
  }

  /** Sets a value, here at once. Undefined and null remove it. */
  set(name: string, value: unknown): void {
    if (this.#ended) return;
    const set: Unsent = {
      value: value ?? null,
      at: Math.max(Date.now(), (this.#unsent.all.get().get(name)?.at ?? 0) + 1),
    };
    this.#own.set(name, set);
    this.#unsent.put(name, set);
    this.#bound();
    this.#show(this.values.get());
    this.#wait();
    this.#timer = setTimeout(() => void this.#send(), sendDelay);
  }

  /** Deletes this device's copy, and keeps nothing more. */
  async wipe(): Promise<void> {
    this.end();
    await this.#unsent.clear();
  }

  /** The user has signed out, here or in another tab: nothing more is kept or sent. */
  end(): void {
    this.#ended = true;
    this.rest();
    this.#store.removeItem(this.#key);
  }

  /**
   * Another tab has set something, or sent it, or this device set it before this page: it is shown, and sent if nobody
   * else does.
   */
  #heard(): void {
    if (this.#ended) return;
    const unsent = this.#unsent.all.get();
    for (const [name, { at }] of this.#own) if (unsent.get(name)?.at !== at) this.#own.delete(name);
    this.#show(this.values.get());
    if (this.#due().length > 0) this.#timer ??= setTimeout(() => void this.#send(), othersDelay);
  }

  async #load(): Promise<void> {
    const answer = await api<Answer<"get", "/preferences">>("GET", "/preferences").catch((cause) =>
      this.#failed(cause),
    );
    if (this.#ended || !isMap(answer?.values)) return; // the next connection tells
    this.#show(answer.values);
    await this.#send();
  }

  /** Shows these values below what is unsent. */
  #show(values: Values): void {
    const shown = { ...values, ...valuesOf([...this.#unsent.all.get()]) };
    this.values.set(Object.fromEntries(Object.entries(shown).filter(([, value]) => value != null)));
    try {
      this.#store.setItem(this.#key, JSON.stringify(this.values.get()));
    } catch {
      // The disk is full: the server keeps them.
    }
  }

  /** What this tab is to send. */
  #due(): [string, Unsent][] {
    const others = this.#device.leads.get() ? this.#unsent.all.get() : [];
    return [...new Map([...others, ...this.#own])];
  }

  /** Sends what is unsent, after what is being sent: a value must not come after a later one. */
  #send(): Promise<void> {
    this.#wait();
    this.#sending = this.#sending.then(() => this.#sendDue());
    return this.#sending;
  }

  async #sendDue(): Promise<void> {
    const due = this.#due();
    if (due.length === 0) return;
    let refused = (await this.#put(due)) === "refused";
    if (refused && due.length > 1) {
      refused = false;
      for (const one of due) refused = (await this.#put([one])) === "refused" || refused; // it holds up no other
    }
    if (refused) void this.#load(); // what will never be sent is shown no longer
  }

  /** Sends some of them. Those that were taken, and one that is refused alone, are unsent no more. */
  async #put(some: [string, Unsent][]): Promise<"sent" | "refused" | "later"> {
    // Only what was set here: of the rest another device may have set something that is not known here yet.
    const result = await api("PATCH", "/preferences", { values: valuesOf(some) }).then(
      () => "sent" as const,
      (cause) => {
        if (isRefusal(cause)) return "refused" as const;
        this.#failed(cause);
        return "later" as const; // with the next connection, if not before
      },
    );
    if (result !== "later") this.#again.stop();
    if (result === "sent" || (result === "refused" && some.length === 1)) {
      for (const [name, { at }] of some) if (this.#unsent.all.get().get(name)?.at === at) this.#drop(name);
    }
    return result;
  }

  /** Without a server the next connection brings all; one that is there and fails is asked again. */
  #failed(cause: unknown): undefined {
    if (!this.#ended && troubleOf(cause) === "server") this.#again.failed();
    return undefined;
  }

  /** Nothing is sent until it is asked for anew. */
  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #bound(): void {
    const unsent = this.#unsent.all.get();
    if (unsent.size <= mostUnsent) return;
    const beyond = [...unsent].sort((a, b) => a[1].at - b[1].at).slice(0, -mostUnsent);
    for (const [old] of beyond) this.#drop(old);
  }

  #drop(name: string): void {
    this.#own.delete(name);
    this.#unsent.remove(name);
  }
}

function valuesOf(unsent: readonly (readonly [string, Unsent])[]): Values {
  return Object.fromEntries(unsent.map(([name, { value }]) => [name, value]));
}

/** Whether the server will never take what it was sent. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof Problem && [400, 413].includes(cause.status);
}

function isUnsent(value: unknown): value is Unsent {
  return isMap(value) && "value" in value && typeof value.at === "number" && Number.isFinite(value.at);
}

function kept(store: Store, key: string): Values {
  try {
    const values: unknown = JSON.parse(store.getItem(key) ?? "{}");
    return isMap(values) ? values : {};
  } catch {
    return {};
  }
}
