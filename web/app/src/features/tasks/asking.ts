import { Observable } from "@roomkey/client";
import type { About } from "./form";

/** A task that somebody is about to run: the record that it is about, and which it is where that is chosen already. */
export type Asking = { about?: About; workflow?: string };

/** The question that is open. */
export const asking = new Observable<Asking | undefined>(undefined);

/** Asks which task to run, or for its input where that is known. */
export function askForTask(begun: Asking = {}): void {
  asking.set(begun);
}
