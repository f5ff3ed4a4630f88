import { type NewFields, Observable } from "@roomkey/client";

/** A record that is being created: its type, what its form begins with, by field, and what it holds besides. */
export type Creating = {
  type: string;
  typed?: Readonly<Record<string, string>>;
  about?: string; // what an appointment is with, as its title names it after its kind
  also?: NewFields;
  onMade?: (id: string) => void;
};

/** The form that is open. */
export const creating = new Observable<Creating | undefined>(undefined);

/** Opens the form for a record of a type. */
export function startCreating(type: string, begun: Omit<Creating, "type"> = {}): void {
  creating.set({ type, ...begun });
}
