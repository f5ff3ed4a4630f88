import { useSession } from "@roomkey/client/react";
import { InvitePage } from "./InvitePage";
import { useLeave } from "./useLeave";

/** What the link of an invitation opens where somebody is signed in already. */
export function InvitedUser({ onLeave }: { onLeave: () => void }) {
  const { client } = useSession();
  return <InvitePage user={client.user} onLeave={onLeave} onSignOut={useLeave()} />;
}
