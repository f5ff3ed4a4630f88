import { followsOf } from "@roomkey/client";
import { markSeen, useRecordEvents, useSession } from "@roomkey/client/react";
import { followedIn } from "./followed";

/** Somebody has changed a record that the user follows. */
export type Followed = { record: string; by: string; told: string };

/** Calls onNews with what others do to the records that the user follows. One's own changes are seen already. */
export function useFollowed(onNews: (news: Followed) => void): void {
  const { client, schema } = useSession();
  useRecordEvents((event) => {
    const record = String(event.data.id ?? "");
    const type = schema.types.find(({ name }) => event.name.startsWith(`${name}:`));
    if (!type || followsOf(client.preferences.values.get())[record] === undefined) return;
    const by = String(event.data.by ?? "");
    const told = followedIn(event, type);
    if (by === client.user.id) markSeen(client, record);
    else if (told) onNews({ record, by, told });
  });
}
