import { createContext, type ReactNode, useContext } from "react";
import type { Schema } from "../lib/schema";
import type { RecordSearch } from "../search";
import type { Client } from "../sync/client";

type Session = { client: Client; schema: Schema; search: RecordSearch; onSignOut: (notice?: string) => void };

const SessionContext = createContext<Session | undefined>(undefined);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The signed-in session; only below SessionProvider. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("nobody is signed in here");
  return session;
}
