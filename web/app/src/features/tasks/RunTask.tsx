import { Button } from "@mantine/core";
import { useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { Icon } from "../../ui/Icon";
import { tellDone } from "../../ui/toasts";
import type { About } from "./form";

const RunDialog = lazy(() => import("./RunDialog").then((module) => ({ default: module.RunDialog })));

/** Offers the tasks that can be about a record, with the record filled in; nothing to who may change nothing. */
export function RunTask({ about }: { about: About }) {
  const { client } = useSession();
  const [asking, setAsking] = useState(false);
  if (client.user.role === "viewer") return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon of={IconSparkles} />}
        onClick={() => setAsking(true)}
        className="rk-ai"
      >
        Run a task
      </Button>
      {asking && (
        <Suspense>
          <RunDialog
            about={about}
            onClose={() => setAsking(false)}
            onStarted={() => tellDone("The task has begun. The tray at the lower right follows it.")}
          />
        </Suspense>
      )}
    </>
  );
}
