import type { Answer } from "../lib/api";
import { Observable } from "../lib/observable";
import { isText } from "../lib/valid";
import { api, get } from "./http";
import type { RoomEvent, Rooms } from "./rooms";

export type Notification = Answer<"get", "/notifications">["items"][number];

/** So many are kept; older ones are on the server. */
const pageSize = 100;

/** What the user was told: mentions, assignments, transfers. Loaded once, and again when the server tells of more. */
export class Notifications {
  /** The newest first; undefined until they are known. */
  readonly all = new Observable<readonly Notification[] | undefined>(undefined);
  /** Called with each that comes while the app is open. */
  onNew: (notification: Notification) => void = () => {};
  #user: string;
  #rooms: Rooms;
  #loading?: Promise<void>;
  #next?: Promise<void>; // begins when that one ends

  constructor(user: string, rooms: Rooms) {
    this.#user = user;
    this.#rooms = rooms;
  }

  /** Follows them until the returned function is called. */
  start(): () => void {
    return this.#rooms.join(`user:${this.#user}`, {
      onEvent: (event) => void this.#receive(event),
      onGap: () => void this.#loadAgain().catch(() => undefined),
    });
  }

  /** Asks the server. Rejects where it can't be reached; what was known stays. */
  load(): Promise<void> {
    this.#loading ??= get<Answer<"get", "/notifications">>(`/notifications?limit=${pageSize}`, ["items"])
      .then(({ items }) => this.all.set(items.filter(isNotification)))
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }

  /** Marks those as read, or all: here at once, and on the server. What the server refuses is unread again. */
  async read(ids?: readonly string[]): Promise<void> {
    const marked = this.all.get()?.flatMap(({ id, read }) => (!read && (!ids || ids.includes(id)) ? [id] : []));
    this.#mark(ids);
    await api("POST", "/notifications/read", ids ? { ids } : {}).catch((cause) => {
      this.#mark(marked ?? [], false);
      throw cause;
    });
  }

  #mark(ids?: readonly unknown[], read = true): void {
    this.all.update((all) => all?.map((one) => (!ids || ids.includes(one.id) ? { ...one, read } : one)));
  }

  /** Asks the server once more where a request is under way, for its answer may be of before. Calls share one. */
  #loadAgain(): Promise<void> {
    if (!this.#loading) return this.load();
    const again = () => {
      this.#next = undefined;
      return this.load();
    };
    this.#next ??= this.#loading.then(again, again);
    return this.#next;
  }

  /** Takes what was read on another device, or in another region. */
  async #wasRead(ids: unknown): Promise<void> {
    await this.#loading?.catch(() => undefined); // its answer may be of before
    if (Array.isArray(ids)) this.#mark(ids);
    else await this.#loadAgain().catch(() => undefined);
  }

  async #receive({ name, data }: RoomEvent): Promise<void> {
    if (name === "notifications:read") return this.#wasRead(data.ids);
    if (name !== "notification") return;
    await this.#loadAgain().catch(() => undefined);
    const told = this.all.get()?.find(({ id }) => id === data.id);
    if (told && !told.read) this.onNew(told);
  }
}

function isNotification({ id, kind, at }: Partial<Notification>): boolean {
  return isText(id) && isText(kind) && isText(at);
}

/** How many of them the user has not read. */
export function unreadOf(all: readonly Notification[] | undefined): number {
  return all?.filter(({ read }) => !read).length ?? 0;
}
