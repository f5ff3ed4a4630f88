import { useSession } from "@roomkey/client/react";
import { useMemo } from "react";
import { dayIn, deviceZone } from "../../trade/zone";
import { useNow } from "../../ui/useNow";
import type { Now } from "./column";

/** Today in this device's zone, and who looks. It changes at midnight, not by the minute. */
export function useToday(): Now {
  const { client } = useSession();
  const zone = deviceZone();
  const today = dayIn(useNow(60_000), zone);
  const me = client.user.id;
  return useMemo(() => ({ today, zone, me }), [today, zone, me]);
}
