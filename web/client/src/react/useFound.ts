import { useDeferredValue, useEffect, useState } from "react";
import type { Found, SearchOptions } from "../search";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** What was found, and for what: another text may have been typed since. */
export type FoundFor = Found & { typed: string };

/**
 * What a search of this device's records finds, now and after each change of them; undefined until it is known, and
 * where nothing was typed. While the next answer is on its way, the one before stays.
 */
export function useFound(typed: string, { type, limit, archived }: SearchOptions = {}): FoundFor | undefined {
  const { client, search } = useSession();
  const all = useDeferredValue(useObservable(client.rows.all)); // a burst of changes is searched once
  const [found, setFound] = useState<FoundFor>();
  const blank = typed.trim() === "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: all says when to ask again
  useEffect(() => {
    if (blank) return setFound(undefined);
    let left = false;
    void search.search(typed, { type, limit, archived }).then((answer) => left || setFound({ ...answer, typed }));
    return () => {
      left = true;
    };
  }, [search, all, blank, typed, type, limit, archived]);
  return blank ? undefined : found;
}
