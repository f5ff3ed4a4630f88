import type { Answer } from "../lib/api";
import { Observable } from "../lib/observable";
import { api } from "./http";
import type { Rooms } from "./rooms";

export type Values = Readonly<Record<string, unknown>>;

/** Changes go to the server so long after the last one, in milliseconds. */
const sendDelay = 800;

/** Where this device keeps them. */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * What the user has set in the app: kept on this device, on the server for their other devices, and taken from there.
 * A value that is set here and not yet sent wins over the server's.
 */
export class Preferences {
  readonly values: Observable<Values>;
  #store: Store;
  #key: string;
  #user: string;
  #rooms: Rooms;
  #unsent = new Map<string, unknown>(); // what is to be sent, by name: a later value is another one
  #timer?: ReturnType<typeof setTimeout>;

  constructor(user: string, rooms: Rooms, store: Store) {
    this.#user = user;
    this.#rooms = rooms;
    this.#store = store;
    this.#key = `roomkey/preferences/${user}`;
    this.values = new Observable(kept(store, this.#key));
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
    this.values.update(({ [name]: _, ...others }) => (value == null ? others : { ...others, [name]: value }));
    this.#unsent.set(name, value);
    this.#keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), sendDelay);
  }

  /** Deletes this device's copy. */
  wipe(): void {
    clearTimeout(this.#timer);
    this.#store.removeItem(this.#key);
  }

  async #load(): Promise<void> {
    const answer = await api<Answer<"get", "/preferences">>("GET", "/preferences").catch(() => undefined);
    if (!answer) return; // the next connection tells
    this.values.set(withoutUndefined({ ...(answer.values as Values), ...Object.fromEntries(this.#unsent) }));
    this.#keep();
    if (this.#unsent.size > 0) await this.#send();
  }

  async #send(): Promise<void> {
    const sent = [...this.#unsent];
    // Only what was set here: of the rest another device may have set something that is not known here yet.
    const values = Object.fromEntries(sent.map(([name, value]) => [name, value ?? null]));
    await api("PATCH", "/preferences", { values }).then(
      () => {
        for (const [name, value] of sent) if (this.#unsent.get(name) === value) this.#unsent.delete(name);
      },
      () => undefined, // it is sent with the next connection
    );
  }

  #keep(): void {
    try {
      this.#store.setItem(this.#key, JSON.stringify(this.values.get()));
    } catch {
      // The disk is full: the server keeps them.
    }
  }
}

function kept(store: Store, key: string): Values {
  try {
    const values: unknown = JSON.parse(store.getItem(key) ?? "{}");
    return typeof values === "object" && values !== null && !Array.isArray(values) ? (values as Values) : {};
  } catch {
    return {};
  }
}

function withoutUndefined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
