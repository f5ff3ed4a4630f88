import { Button } from "@mantine/core";
import { useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { askForTask } from "./asking";
import type { About } from "./form";

/** Offers the tasks that can be about a record, with the record filled in; nothing to who may change nothing. */
export function RunTask({ about }: { about: About }) {
  const { client } = useSession();
  if (client.user.role === "viewer") return null;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon of={IconSparkles} />}
      onClick={() => askForTask({ about })}
      className="rk-ai"
    >
      Run a task
    </Button>
  );
}
