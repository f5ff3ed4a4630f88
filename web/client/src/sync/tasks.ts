import type { Answer, Body } from "../lib/api";
import { Observable } from "../lib/observable";
import { readJson, type TextStore } from "../lib/storage";
import {
  begunTask,
  isActive,
  mergeTask,
  patchTask,
  type ShownTask,
  type Skip,
  type Task,
  type TaskPlace,
} from "../lib/task";
import { isListOf, isTask, isText } from "../lib/valid";
import { api, Problem, Unreachable } from "./http";
import type { RoomEvent, Rooms } from "./rooms";

type Page = Answer<"get", "/tasks">;
type Undone = Answer<"post", "/tasks/{id}/undo">;
type Accepted = Answer<"post", "/tasks/{id}/accept">;

/** Where this device keeps what was dismissed. */
type Kept = Pick<TextStore, "getItem" | "setItem" | "removeItem">;

/** What of a list is asked for at once. */
const pageSize = 20;

/** How often the end of a task is looked for where no event tells of it, in milliseconds. */
const lookEvery = 2_000;

/** The number of dismissed tasks that are remembered, the last ones. */
const dismissedKept = 200;

/** The tasks that this device knows. Events of their rooms patch them; the server is asked only for the rest. */
export class Tasks {
  readonly all = new Observable<ReadonlyMap<string, ShownTask>>(new Map());
  /** Those whose end the user has seen and put away. */
  readonly dismissed: Observable<ReadonlySet<string>>;
  #user: string;
  #rooms: Pick<Rooms, "join">;
  #storage: Kept;
  #api: typeof api;
  #others = new Map<string, () => void>(); // rooms besides the user's own, and how to leave them
  #events = 0; // received so far
  #last = new Map<string, number>(); // the number of each task's last event
  #strangers = new Set<string>(); // tasks that an event told of, and that were asked for
  #asking = new Map<string, Promise<unknown>>(); // the last request about each task that is under way

  constructor(user: string, rooms: Pick<Rooms, "join">, storage: Kept, call = api) {
    this.#user = user;
    this.#rooms = rooms;
    this.#storage = storage;
    this.#api = call;
    this.dismissed = new Observable(new Set(readJson(storage, this.#key, isTexts) ?? []));
  }

  /** Listens in the user's room; the list comes with the first connection. */
  start(): void {
    this.#rooms.join(this.#room, this.#listener);
  }

  /** Loads a page of what the user may see, the newest first; silent are regions whose tasks are missing. */
  async page(cursor?: string): Promise<{ ids: string[]; next: string | null; silent: string[] }> {
    const asked = this.#events;
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const { items, next, silent } = await this.#api<Page>("GET", `/tasks?limit=${pageSize}${after}`);
    if (!Array.isArray(items)) throw new Unreachable("portal");
    this.#take(items, false, asked);
    return { ids: items.map(({ id }) => id), next, silent: silent ?? [] };
  }

  /** Loads one task with its output and proposals. Throws Problem where there is none, or TypeError offline. */
  async load(id: string): Promise<Task> {
    try {
      return await this.#ask("GET", id);
    } catch (cause) {
      if (cause instanceof Problem && cause.status === 404) this.#forget(id);
      throw cause;
    }
  }

  /**
   * Loads one task unless what is known of it was told with its present status, or is about to be: the answer to a
   * decision has all that came of it. Throws as load does.
   */
  async loadIfChanged(id: string): Promise<void> {
    await this.#asking.get(id)?.catch(() => undefined);
    const known = this.all.get().get(id);
    if (!known || known.wholeAs !== known.status) await this.load(id);
  }

  async run(workflow: string, input: unknown): Promise<Task> {
    const asked = this.#events;
    const task = await this.#api<Task>("POST", "/tasks", { workflow, input });
    this.#take([task], true, asked);
    const { text } = (input ?? {}) as { text?: unknown };
    const shown = this.all.get().get(task.id);
    if (shown && typeof text === "string") this.#set([{ ...shown, words: text }]);
    return task;
  }

  /** Runs a workflow as a trial: it writes nothing, and its output says what it would do. */
  async tryOut(workflow: string, input: unknown): Promise<Task> {
    const asked = this.#events;
    const task = await this.#api<Task>("POST", "/tasks", { workflow, input, dryRun: true });
    this.#take([task], true, asked);
    return task;
  }

  /** Sends a file for tasks to read; gives its id, which their input names. It is kept for a day. */
  async send(file: Blob): Promise<string> {
    const form = new FormData();
    form.set("file", file);
    return (await this.#api<Answer<"post", "/files">>("POST", "/files", form)).id;
  }

  /**
   * Waits for a task's end and loads it as it is then. Asks now and then, in case its events don't come, and again
   * where no answer comes. Throws Problem where the server refuses, and the reason of a signal that is aborted.
   */
  async ended(id: string, signal?: AbortSignal): Promise<Task> {
    for (;;) {
      signal?.throwIfAborted();
      if (!this.#runs(id)) {
        const task = await this.#look(id);
        if (task && !isActive(task)) return task;
      }
      await this.#change(id, signal);
      signal?.throwIfAborted();
      if (this.#runs(id)) await this.#look(id);
    }
  }

  /** Whether a task has not ended, as far as is known here. */
  #runs(id: string): boolean {
    return isActive(this.all.get().get(id) ?? { status: "queued" });
  }

  /** Loads a task; undefined where no answer comes. */
  async #look(id: string): Promise<Task | undefined> {
    try {
      return await this.load(id);
    } catch (cause) {
      if (cause instanceof Unreachable) return undefined;
      throw cause;
    }
  }

  /** Waits for the next change of a task's status, or a while. */
  #change(id: string, signal?: AbortSignal): Promise<void> {
    const before = this.all.get().get(id)?.status;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, lookEvery);
      const stop = this.all.watch(() => {
        if (this.all.get().get(id)?.status !== before) done();
      });
      signal?.addEventListener("abort", done);
    });
  }

  async cancel(id: string): Promise<void> {
    await this.#ask("POST", id, "/cancel");
  }

  async retry(id: string): Promise<void> {
    await this.#ask("POST", id, "/retry");
    this.#dismiss((dismissed) => dismissed.delete(id));
  }

  /** Accepts what waits, all of it where places is undefined. Gives what was left as it is, and why. */
  async accept(id: string, places?: TaskPlace[]): Promise<Skip[]> {
    const { skipped } = await this.#ask<Accepted>("POST", id, "/accept", changes(places));
    return skipped;
  }

  async reject(id: string, places?: TaskPlace[]): Promise<void> {
    await this.#ask("POST", id, "/reject", changes(places));
  }

  async undo(id: string): Promise<Undone> {
    const answer = await this.#api<Undone>("POST", `/tasks/${id}/undo`, {});
    await this.load(id);
    return answer;
  }

  dismiss(ids: string[]): void {
    this.#dismiss((dismissed) => {
      for (const id of ids) dismissed.add(id);
    });
  }

  wipe(): void {
    this.#storage.removeItem(this.#key);
  }

  get #key(): string {
    return `roomkey/tasks/${this.#user}`;
  }

  get #room(): string {
    return `user:${this.#user}`;
  }

  readonly #listener = {
    onEvent: (event: RoomEvent) => this.#receive(event),
    onGap: () => void this.#reload().catch(() => undefined), // the next connection tries again
  };

  #receive(event: RoomEvent): void {
    if (!event.name.startsWith("ai:task:")) return;
    const id = String(event.data.task);
    this.#last.set(id, ++this.#events);
    const known = this.all.get().get(id);
    if (known) {
      this.#set([patchTask(known, event)]);
      return;
    }
    if (event.room !== this.#room || this.#strangers.has(id)) return;
    // Later events need a task to patch.
    if (event.name === "ai:task:started") this.#set([begunTask(event.room, event)]);
    this.#strangers.add(id);
    void this.load(id).catch(() => undefined);
  }

  /** Something was missed: what is under way may have ended or told more, and other devices may have begun more. */
  async #reload(): Promise<void> {
    this.#strangers.clear();
    const { ids } = await this.page();
    const told = new Set(ids);
    const open = [...this.all.get().values()].filter((task) => this.#isMine(task) && isActive(task));
    // A page has no partial results.
    const asked = open.filter(({ id, status }) => status === "running" || !told.has(id));
    await Promise.allSettled(asked.map(({ id }) => this.load(id)));
  }

  #ask<T extends Task>(method: string, id: string, act = "", body?: unknown): Promise<T> {
    const asked = this.#events;
    const taken = this.#api<T>(method, `/tasks/${id}${act}`, body).then((task) => {
      if (!isTask(task)) throw new Unreachable("portal");
      this.#take([task], true, asked);
      return task;
    });
    this.#asking.set(id, taken);
    return taken.finally(() => this.#asking.get(id) === taken && this.#asking.delete(id));
  }

  /**
   * Takes the answer to a request that was sent after that many events. Later events of a task that was not known yet
   * had nothing to patch, so the task is requested once more.
   */
  #take(items: Task[], whole: boolean, asked: number): void {
    const all = this.all.get();
    const overtaken = (id: string) => (this.#last.get(id) ?? 0) > asked;
    this.#set(items.map((task) => mergeTask(all.get(task.id), task, whole, overtaken(task.id))));
    for (const { id } of items) if (!all.has(id) && overtaken(id)) void this.load(id).catch(() => undefined);
  }

  #set(tasks: ShownTask[]): void {
    const all = new Map(this.all.get());
    for (const task of tasks) if (isTask(task)) all.set(task.id, task); // whatever the server says
    this.all.set(all);
    this.#follow();
  }

  #forget(id: string): void {
    const all = new Map(this.all.get());
    if (all.delete(id)) this.all.set(all);
    this.#follow();
  }

  /** Stays in the rooms where the user's tasks under way are told of, if it isn't their own. */
  #follow(): void {
    const open = [...this.all.get().values()].filter((task) => this.#isMine(task) && isActive(task));
    const wanted = new Set(open.map(({ room }) => room).filter((room) => room !== this.#room));
    for (const [room, leave] of this.#others) {
      if (wanted.has(room)) continue;
      this.#others.delete(room);
      leave();
    }
    for (const room of wanted) {
      if (!this.#others.has(room)) this.#others.set(room, this.#rooms.join(room, this.#listener));
    }
  }

  #isMine(task: Task): boolean {
    return task.user === this.#user;
  }

  #dismiss(change: (dismissed: Set<string>) => void): void {
    const changed = new Set(this.dismissed.get());
    change(changed);
    const dismissed = new Set([...changed].slice(-dismissedKept));
    this.dismissed.set(dismissed);
    if (dismissed.size > 0) this.#storage.setItem(this.#key, JSON.stringify([...dismissed]));
    else this.#storage.removeItem(this.#key);
  }
}

function isTexts(value: unknown): value is string[] {
  return isListOf(value, isText);
}

function changes(places: TaskPlace[] | undefined): Body<"post", "/tasks/{id}/accept"> {
  return places ? { changes: places } : {};
}
