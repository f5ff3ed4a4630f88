import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useMemo, useState } from "react";

const settled = 400; // milliseconds without scrolling
const most = 40; // rooms; a screen has fewer rows

/** Joins a room for its presence alone: the rows hear of events elsewhere. */
const nobody = { onEvent: () => undefined, onGap: () => undefined };

/** Who else looks at the records on screen, by record: each record's room tells it, so these rooms are joined. */
export function useViewers(ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const { client } = useSession();
  const key = ids.slice(0, most).join();
  const [joined] = useState(() => new Map<string, () => void>());
  useEffect(() => {
    const timer = setTimeout(() => {
      const rooms = new Set(key ? key.split(",") : []);
      for (const [id, leave] of joined) {
        if (rooms.has(id)) continue;
        joined.delete(id);
        leave();
      }
      for (const id of rooms) if (!joined.has(id)) joined.set(id, client.rooms.join(`record:${id}`, nobody));
    }, settled);
    return () => clearTimeout(timer);
  }, [client, key, joined]);
  useEffect(
    () => () => {
      for (const leave of joined.values()) leave();
      joined.clear();
    },
    [joined],
  );
  const members = useObservable(client.rooms.members);
  return useMemo(() => {
    const viewers = new Map<string, readonly string[]>();
    for (const id of key ? key.split(",") : []) {
      const here = [...(members[`record:${id}`]?.values() ?? [])].filter(
        ({ viewing, user }) => viewing === id && user !== client.user.id,
      );
      if (here.length > 0) viewers.set(id, [...new Set(here.map(({ user }) => user))]);
    }
    return viewers;
  }, [key, members, client]);
}
