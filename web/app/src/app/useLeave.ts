import { useSession } from "@roomkey/client/react";

/** Signs out, and asks first where that would lose edits which were not sent. */
export function useLeave(): () => void {
  const { client, onSignOut } = useSession();
  return () => {
    const unsent = client.outbox.count;
    const edits = unsent === 1 ? "1 edit has" : `${unsent} edits have`;
    if (unsent === 0 || confirm(`${edits} not been sent. Sign out and lose what was not sent?`)) onSignOut();
  };
}
