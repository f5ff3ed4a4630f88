import type { SavedView } from "../lib/api";
import { Observable } from "../lib/observable";
import { api, get } from "./http";
import type { Rooms } from "./rooms";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Whose views, and of which rooms they hear. */
type Who = { id: string; broker: string; teams: readonly string[] };

/**
 * The lists that the user and their colleagues have named: kept on this device so that they are there without a server,
 * and on the server, which alone takes changes.
 */
export class SavedViews {
  /** One's own first, then those that others share. */
  readonly all: Observable<readonly SavedView[]>;
  #who: Who;
  #rooms: Rooms;
  #store: Store;
  #key: string;
  #wiped = false; // an answer that was on its way when the user signed out must not be kept

  constructor(who: Who, rooms: Rooms, store: Store) {
    this.#who = who;
    this.#rooms = rooms;
    this.#store = store;
    this.#key = `roomkey/views/${who.id}`;
    this.all = new Observable(kept(store, this.#key));
  }

  /** Follows what the user does elsewhere, and what colleagues share. */
  start(): void {
    const { id, broker, teams } = this.#who;
    const load = () => void this.#load();
    const onEvent = ({ name }: { name: string }) => {
      if (name === "views:updated") load();
    };
    this.#rooms.join(`user:${id}`, { onEvent, onGap: load });
    for (const room of [`broker:${broker}`, ...teams.map((team) => `team:${team}`)]) {
      this.#rooms.join(room, { onEvent, onGap: () => undefined });
    }
  }

  /** Whether a view is the user's own, who alone may change it. */
  isOwn(view: SavedView): boolean {
    return view.owner === undefined || view.owner === this.#who.id;
  }

  /** Saves a view of the user's own, new or changed. Throws Problem, or TypeError offline; then nothing has changed. */
  save(view: SavedView): Promise<void> {
    return this.#put((own) =>
      own.some(({ id }) => id === view.id) ? own.map((one) => (one.id === view.id ? view : one)) : [...own, view],
    );
  }

  /** Deletes a view of the user's own. Throws as save does. */
  remove(id: string): Promise<void> {
    return this.#put((own) => own.filter((view) => view.id !== id));
  }

  /** Deletes this device's copy, and keeps nothing more. */
  wipe(): void {
    this.#wiped = true;
    this.#store.removeItem(this.#key);
  }

  async #put(change: (own: SavedView[]) => SavedView[]): Promise<void> {
    // The newest ones are asked for first: another device may have saved one meanwhile, and all of them are replaced.
    const items = await asked();
    await api("PUT", "/views", { items: change(items.filter((view) => this.isOwn(view))) });
    await this.#load();
  }

  async #load(): Promise<void> {
    const items = await asked().catch(() => undefined);
    if (!items || this.#wiped) return; // the next connection tells
    this.all.set(items.filter(isView));
    try {
      this.#store.setItem(this.#key, JSON.stringify(this.all.get()));
    } catch {
      // The disk is full: the server keeps them.
    }
  }
}

/** All that the server has for the user. */
async function asked(): Promise<SavedView[]> {
  return (await get<{ items: SavedView[] }>("/views", ["items"])).items;
}

function kept(store: Store, key: string): SavedView[] {
  try {
    const views: unknown = JSON.parse(store.getItem(key) ?? "[]");
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(view: unknown): view is SavedView {
  const { id, type, name, query } = (view ?? {}) as Partial<Record<keyof SavedView, unknown>>;
  const texts = [id, type, name].every((text) => typeof text === "string");
  return texts && typeof query === "object" && query !== null;
}
