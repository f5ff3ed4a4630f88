import { Button } from "@mantine/core";
import { useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { askForTask } from "./asking";
import type { About } from "./form";

/** Offers tasks: about a record those that can be, with it filled in. Nothing is offered to who may change nothing. */
export function RunTask({ about }: { about?: About }) {
  const { client } = useSession();
  if (client.user.role === "viewer") return null;
  return (
    <Button
      variant="default"
      leftSection={<Icon of={IconSparkles} />}
      onClick={() => askForTask({ about })}
      className="rk-ai"
    >
      Run a task
    </Button>
  );
}
