import { followsOf, type RoomEvent } from "@roomkey/client";
import { markSeen, useSession } from "@roomkey/client/react";
import { useEffect, useRef } from "react";
import { followedIn } from "./followed";

/** Somebody has changed a record that the user follows. */
export type Followed = { record: string; by: string; told: string };

/** Calls onNews with what others do to the records that the user follows. One's own changes are seen already. */
export function useFollowed(onNews: (news: Followed) => void): void {
  const { client, schema } = useSession();
  const current = useRef(onNews);
  current.current = onNews;
  useEffect(() => {
    const { id, broker, teams } = client.user;
    const onEvent = (event: RoomEvent) => {
      const record = String(event.data.id ?? "");
      const type = schema.types.find(({ name }) => event.name.startsWith(`${name}:`));
      if (!type || followsOf(client.preferences.values.get())[record] === undefined) return;
      const by = String(event.data.by ?? "");
      const told = followedIn(event, type);
      if (by === id) markSeen(client, record);
      else if (told) current.current({ record, by, told });
    };
    const rooms = [`user:${id}`, `broker:${broker}`, ...teams.map((team) => `team:${team}`)];
    const leave = rooms.map((room) => client.rooms.join(room, { onEvent, onGap: () => undefined }));
    return () => {
      for (const one of leave) one();
    };
  }, [client, schema]);
}
