import { useSession } from "@roomkey/client/react";
import { IconPlus } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useCommands } from "../../../ui/commands";
import { useShortcuts } from "../../../ui/useShortcuts";
import { startCreating } from "./creating";

/** C opens the form of a new record, of the type whose page is shown; the palette offers all types. */
export function useCreating(): void {
  const { client, schema } = useSession();
  const { pathname } = useLocation();
  const writes = client.user.role !== "viewer";
  const [, plural] = pathname.split("/");
  const here =
    schema.types.find((type) => type.plural === plural) ??
    schema.types.find(({ name }) => name === "lead") ??
    schema.types[0];
  useShortcuts(
    writes && here
      ? [{ keys: "c", label: "New record", group: "Everywhere", opens: true, run: () => startCreating(here.name) }]
      : [],
  );
  useCommands(
    "Create",
    writes
      ? schema.types.map(({ name, label }) => ({
          label: `New ${label.toLowerCase()}`,
          icon: IconPlus,
          run: () => startCreating(name),
        }))
      : [],
  );
}
