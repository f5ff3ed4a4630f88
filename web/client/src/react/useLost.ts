import type { LostRecord } from "../sync/lost";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** How a record was deleted or lost under the user's hands, and what they had typed; undefined where it was not. */
export function useLost(record: string): LostRecord | undefined {
  const { client } = useSession();
  return useObservable(client.documents.lost.all, (all) => all.get(record));
}
