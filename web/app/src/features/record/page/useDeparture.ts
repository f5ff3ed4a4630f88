import type { RoomEvent } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";

/** How a record left this device while its page was open. */
export type Departed = { how: "deleted" | "lost"; by?: string; at: number };

/** Watches whether the record is deleted or lost; undefined while it is there. */
export function useDeparture(id: string): Departed | undefined {
  const { client } = useSession();
  const [gone, setGone] = useState<Departed>();
  useEffect(() => {
    setGone(undefined);
    const onEvent = ({ name, data, at }: RoomEvent) => {
      const ids = data.id === id || ((data.gone ?? []) as string[]).includes(id);
      const by = data.by ? String(data.by) : undefined;
      if (!ids) return;
      if (name.endsWith(":deleted")) setGone({ how: "deleted", by, at: at || Date.now() });
      else if (name === "access:changed") setGone((before) => before ?? { how: "lost", by, at: at || Date.now() });
      else if (name.endsWith(":restored")) setGone(undefined);
    };
    const listener = { onEvent, onGap: () => undefined };
    const leave = [`record:${id}`, `user:${client.user.id}`].map((room) => client.rooms.join(room, listener));
    return () => {
      for (const go of leave) go();
    };
  }, [client, id]);
  return gone;
}
