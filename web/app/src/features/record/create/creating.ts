import { Observable } from "@roomkey/client";

/** A record that is being created: its type, and what its form begins with, by field. */
export type Creating = { type: string; typed?: Readonly<Record<string, string>>; onMade?: (id: string) => void };

/** The form that is open. */
export const creating = new Observable<Creating | undefined>(undefined);

/** Opens the form for a record of a type. */
export function startCreating(type: string, typed?: Creating["typed"], onMade?: Creating["onMade"]): void {
  creating.set({ type, typed, onMade });
}
