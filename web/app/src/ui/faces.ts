import { usePeople } from "@roomkey/client/react";
import { createContext, useMemo } from "react";
import { lettersOf } from "./person";

/** What stands on people's faces, by id. Whoever is not in it shows their initials. */
export const Letters = createContext<ReadonlyMap<string, string>>(new Map());

/** The letters of everybody in the brokerage: the value of Letters. */
export function useLetters(): ReadonlyMap<string, string> {
  const people = usePeople();
  return useMemo(() => lettersOf(people), [people]);
}
