import { useEffect, useRef } from "react";
import type { RoomEvent } from "../sync/rooms";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

/** Calls onEvent with what happens to any record that the user may read, while the component is shown. */
export function useRecordEvents(onEvent: (event: RoomEvent) => void): void {
  const { client } = useSession();
  const teams = useObservable(client.teams);
  const current = useRef(onEvent);
  current.current = onEvent;
  useEffect(() => {
    const { id, broker } = client.user;
    const rooms = [`user:${id}`, `broker:${broker}`, ...teams.map((team) => `team:${team}`)];
    const listener = { onEvent: (event: RoomEvent) => current.current(event), onGap: () => undefined };
    const leaves = rooms.map((room) => client.rooms.join(room, listener));
    return () => {
      for (const leave of leaves) leave();
    };
  }, [client, teams]);
}
