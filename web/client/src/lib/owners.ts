import type { Person } from "./api";
import { foldText } from "./foldtext";

/** The people to whom records may be given, as people order names; of an earlier version's answer all. */
export function ownersOf(people: readonly Person[]): Person[] {
  const owners = people.filter(({ owns }) => owns !== false);
  const keys = new Map(owners.map(({ id, name }) => [id, foldText(name)]));
  const key = ({ id }: Person) => keys.get(id) ?? "";
  return owners.sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -1 : 1));
}
