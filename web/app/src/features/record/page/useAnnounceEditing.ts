import { useSession } from "@roomkey/client/react";
import { useEffect } from "react";
import { type Placed, pointerOf } from "../layout/place";
import { useRecord } from "./OpenRecord";

/** Tells the others that this field is edited, while the component is shown. */
export function useAnnounceEditing(at: Pick<Placed, "place" | "private">): void {
  const { client } = useSession();
  const { id } = useRecord();
  const field = pointerOf(at);
  useEffect(() => {
    client.presence.edit({ record: id, field });
    return () => client.presence.edit(undefined);
  }, [client, id, field]);
}
