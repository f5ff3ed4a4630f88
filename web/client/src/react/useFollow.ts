import { useCallback, useEffect } from "react";
import { serverNow } from "../lib/clock";
import { followsOf, followsPreference, withFollow, withoutFollow } from "../lib/follows";
import type { Client } from "../sync/client";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** Whether the user follows a record, and how that is changed. */
export function useFollow(id: string): { follows: boolean; follow: (on: boolean) => void } {
  const { client } = useSession();
  const follows = useObservable(client.preferences.values, (values) => followsOf(values)[id] !== undefined);
  const follow = useCallback(
    (on: boolean) => {
      const now = followsOf(client.preferences.values.get());
      client.preferences.set(followsPreference, on ? withFollow(now, id, asSeen(client, id)) : withoutFollow(now, id));
    },
    [client, id],
  );
  return { follows, follow };
}

/** Notes that a followed record is seen, as it is when it is opened and when it is left. */
export function useSeen(id: string): void {
  const { client } = useSession();
  const { follows } = useFollow(id);
  useEffect(() => {
    if (!follows) return;
    markSeen(client, id);
    return () => markSeen(client, id);
  }, [client, id, follows]);
}

/** Notes that the user has seen a record, where they follow it. */
export function markSeen(client: Client, id: string): void {
  const now = followsOf(client.preferences.values.get());
  if (now[id] !== undefined) client.preferences.set(followsPreference, withFollow(now, id, asSeen(client, id)));
}

/** The time of a record's last change or now, whichever is later: the clocks may be two seconds apart. */
function asSeen(client: Client, id: string): string {
  const changed = Date.parse(client.rows.all.get().get(id)?.updatedAt ?? "") || 0;
  return new Date(Math.max(serverNow(), changed)).toISOString();
}
