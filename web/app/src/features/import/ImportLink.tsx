import { Button } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconTableImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../ui/Icon";

/** Leads from a list to the import into it; shows nothing to viewers. */
export function ImportLink({ type }: { type: RecordType }) {
  const { client } = useSession();
  if (client.user.role === "viewer") return null;
  const label = `Import ${type.labels.toLowerCase()}`;
  return (
    <Button
      variant="subtle"
      className="rk-short rk-aside"
      leftSection={<Icon of={IconTableImport} />}
      aria-label={label}
      title={label}
      renderRoot={(props) => <Link to="/import/$plural" params={{ plural: type.plural }} {...props} />}
    >
      Import
    </Button>
  );
}
