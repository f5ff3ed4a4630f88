import { Observable } from "@roomkey/client";

/** What has just been done, and how it is taken back. */
export type Said = { message: string; undo?: () => void; key: number };

/** The last thing that was said on a record's page. */
export const said = new Observable<Said | undefined>(undefined);

let count = 0;

/** Says what has been done, with a button that takes it back. */
export function say(message: string, undo?: () => void): void {
  said.set({ message, undo, key: ++count });
}
