import { useSession } from "@roomkey/client/react";
import { useState } from "react";
import { isSource, knownSources } from "./sources";

/** What is offered for a field while it is typed, as it was when the typing began; undefined where nothing is. */
export function useSources(name: string): string[] | undefined {
  const { client } = useSession();
  const [known] = useState(() => (isSource(name) ? knownSources(client.rows.all.get().values()) : undefined));
  return known;
}
