import { Observable } from "@roomkey/client";
import type { Person } from "./Avatar";

/** What a toast offers beside its words: Undo, Open. */
export type ToastAction = { label: string; run: () => void };

/** What is told. Toasts of one key are joined: the later one takes the place of the earlier. */
export type Told = {
  key?: string;
  text: string | ((count: number) => string); // count: how many of the key were told while it was shown
  person?: Person; // who did it
  action?: ToastAction;
  stays?: boolean; // until it is dismissed
};

/** A toast that is shown. */
export type Toast = Omit<Told, "text"> & { id: number; count: number; text: string };

/** At most so many are shown; an older one makes room. */
const most = 3;

/** How long a toast is shown, in milliseconds, not counting the time in which somebody points at it. */
export function shownFor({ action }: Pick<Told, "action">): number {
  return action ? 12_000 : 6_000; // whoever may act on it has to read it, decide and get there
}

/** At most so many toasts that went with their Undo unused can be brought back. */
const mostGone = 10;

/** The toasts of the page: what just happened, and how to take it back. */
export class Toasts {
  readonly shown = new Observable<readonly Toast[]>([]);
  readonly gone = new Observable<readonly Toast[]>([]); // with an Undo that nobody has used, the last one last
  #next = 1;

  /** Shows a toast, or joins it with the one of its key that is shown. Gives its id. */
  show({ text, ...told }: Told): number {
    const id = this.#next++;
    const before = told.key === undefined ? undefined : this.shown.get().find(({ key }) => key === told.key);
    const count = (before?.count ?? 0) + 1;
    const toast: Toast = { ...told, id, count, text: typeof text === "string" ? text : text(count) };
    const shown = [...this.shown.get().filter((other) => other !== before), toast];
    this.#keep(shown.slice(0, -most));
    this.shown.set(shown.slice(-most));
    return id;
  }

  /** Takes a toast away. Its Undo, if it has one, can be brought back. */
  dismiss(id: number): void {
    this.#keep(this.shown.get().filter((toast) => toast.id === id));
    this.#remove(id);
  }

  /** Does what a toast offers, and takes it away. */
  act({ id, action }: Toast): void {
    this.#remove(id);
    action?.run();
  }

  /** Whether a toast with this action is shown. */
  offers(label: string): boolean {
    return this.shown.get().some(({ action }) => action?.label === label);
  }

  /** Runs the action of the last toast that has one with this label, and takes the toast away. False: there is none. */
  run(label: string): boolean {
    const toast = this.shown.get().findLast(({ action }) => action?.label === label);
    if (!toast) return false;
    this.act(toast);
    return true;
  }

  /** Undoes what the last toast tells that can be undone; where that has gone, shows it again first, to be read. */
  undo(): void {
    if (this.run("Undo")) return;
    const toast = this.gone.get().at(-1);
    if (!toast) return;
    this.gone.update((gone) => gone.slice(0, -1));
    this.shown.update((shown) => [...shown, toast].slice(-most));
  }

  /** Forgets everything: somebody else may sign in. */
  forget(): void {
    this.shown.set([]);
    this.gone.set([]);
  }

  #keep(toasts: readonly Toast[]): void {
    const undoable = toasts.filter(({ action }) => action?.label === "Undo");
    if (undoable.length > 0) this.gone.update((gone) => [...gone, ...undoable].slice(-mostGone));
  }

  #remove(id: number): void {
    this.shown.update((shown) => shown.filter((toast) => toast.id !== id));
  }
}

/** The toasts of this page. */
export const toasts = new Toasts();

/** Tells what was done and offers to undo it: by the button, or by Ctrl or ⌘ and Z. */
export function tellDone(text: string, undo?: () => void): void {
  toasts.show({ text, action: undo && { label: "Undo", run: undo } });
}
