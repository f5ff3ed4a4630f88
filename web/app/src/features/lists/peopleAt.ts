import type { Member } from "@roomkey/client";

type Rooms = Readonly<Record<string, ReadonlyMap<string, Member>>>;

/** The others who look at one of the records now, as far as this device is in their rooms; each once, by id. */
export function peopleAt(rooms: Rooms, records: ReadonlySet<string>, self: string): string[] {
  const people = new Set<string>();
  for (const members of Object.values(rooms)) {
    for (const { user, viewing } of members.values()) {
      if (user !== self && viewing !== undefined && records.has(viewing)) people.add(user);
    }
  }
  return [...people].sort();
}
