import { Button } from "@mantine/core";
import { isActive, type ShownTask, type Skip, type TaskPlace } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconArrowBackUp, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { useAction } from "../../ui/useAction";
import { SkipList } from "./SkipList";
import styles from "./tasks.module.css";
import { mayAct, mayRetry, mayUndo } from "./words";

/** What the user may do to a task as a whole, and what came of it. */
export function Actions({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const [undoing, setUndoing] = useState<{ undone: TaskPlace[]; skipped: Skip[] }>();
  if (!mayAct(client.user, task)) return null;
  const button = { size: "xs", variant: "default", loading: busy } as const;
  return (
    <>
      <span className={styles.actions}>
        {isActive(task) && (
          <Button
            {...button}
            aria-label={`Cancel ${task.title}`}
            onClick={() => run(() => client.tasks.cancel(task.id))}
          >
            Cancel
          </Button>
        )}
        {mayRetry(task) && (
          <Button
            {...button}
            leftSection={<Icon of={IconRefresh} size="inline" />}
            aria-label={`Retry ${task.title}`}
            onClick={() => run(() => client.tasks.retry(task.id))}
          >
            Retry
          </Button>
        )}
        {mayUndo(task) && (
          <Button
            {...button}
            leftSection={<Icon of={IconArrowBackUp} size="inline" />}
            aria-label={`Undo ${task.title}`}
            onClick={() => run(async () => setUndoing(await client.tasks.undo(task.id)))}
          >
            Undo
          </Button>
        )}
      </span>
      {failure && (
        <div className={styles.result}>
          <FailureNote of={failure} />
        </div>
      )}
      {undoing && (
        <div className={styles.result}>
          {undoing.undone.length === 0 && undoing.skipped.length === 0 && (
            <p role="status">Nothing of this was accepted, so there is nothing to undo.</p>
          )}
          <SkipList title="Undone" skips={undoing.undone} task={task} tone="green" />
          <SkipList title="Left as they are" skips={undoing.skipped} task={task} />
        </div>
      )}
    </>
  );
}
