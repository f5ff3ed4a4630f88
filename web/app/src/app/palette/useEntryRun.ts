import { useSession } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import type { Entry } from "./entries";

/** Does what a line of the palette stands for; apart opens a record or a page in a tab of its own. */
export function useEntryRun(onDone: () => void): (entry: Entry, apart: boolean) => void {
  const { schema } = useSession();
  const navigate = useNavigate();
  return (entry, apart) => {
    onDone();
    if (entry.is === "command") return entry.command.run();
    const plural = entry.is === "record" ? schema.types.find(({ name }) => name === entry.row.type)?.plural : "";
    const to = entry.is === "record" ? `/${plural}/${entry.row.id}` : entry.to;
    if (apart) open(to, "_blank", "noopener");
    else void navigate({ to });
  };
}
