import { Button } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconPlus } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { startCreating } from "./creating";

/** Opens the form of a new record; nothing for who may only read. */
export function CreateButton({ type }: { type: RecordType }) {
  const { client } = useSession();
  if (client.user.role === "viewer") return null;
  return (
    <Button
      leftSection={<Icon of={IconPlus} />}
      rightSection={<KeyHint keys="c" plain />}
      aria-keyshortcuts="C"
      className="rk-short"
      onClick={() => startCreating(type.name)}
    >
      New {type.label.toLowerCase()}
    </Button>
  );
}
