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
export const shownFor = 6_000;

/** The toasts of the page: what just happened, and how to take it back. */
export class Toasts {
  readonly shown = new Observable<readonly Toast[]>([]);
  #next = 1;

  /** Shows a toast, or joins it with the one of its key that is shown. Gives its id. */
  show({ text, ...told }: Told): number {
    const id = this.#next++;
    const before = told.key === undefined ? undefined : this.shown.get().find(({ key }) => key === told.key);
    const count = (before?.count ?? 0) + 1;
    const toast: Toast = { ...told, id, count, text: typeof text === "string" ? text : text(count) };
    this.shown.update((shown) => [...shown.filter((other) => other !== before), toast].slice(-most));
    return id;
  }

  dismiss(id: number): void {
    this.shown.update((shown) => shown.filter((toast) => toast.id !== id));
  }

  /** Runs the action of the last toast that has one with this label, and takes the toast away. False: there is none. */
  run(label: string): boolean {
    const toast = this.shown.get().findLast(({ action }) => action?.label === label);
    if (!toast) return false;
    this.dismiss(toast.id);
    toast.action?.run();
    return true;
  }
}

/** The toasts of this page. */
export const toasts = new Toasts();

/** Tells what was done and offers to undo it: by the button, or by Ctrl or ⌘ and Z. */
export function tellDone(text: string, undo?: () => void): void {
  toasts.show({ text, action: undo && { label: "Undo", run: undo } });
}
