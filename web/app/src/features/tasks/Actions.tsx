import { Alert, Button, Group } from "@mantine/core";
import { isActive, type ShownTask, type Skip, type TaskPlace } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useState } from "react";
import { useAction } from "../../ui/useAction";
import { SkipList } from "./SkipList";
import { mayAct, mayRetry, mayUndo } from "./words";

/** What the user may do to a task as a whole, and what came of it. */
export function Actions({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const [undoing, setUndoing] = useState<{ undone: TaskPlace[]; skipped: Skip[] }>();
  if (!mayAct(client.user, task)) return null;
  const some = isActive(task) || mayRetry(task) || mayUndo(task);
  const undo = () => run(async () => setUndoing(await client.tasks.undo(task.id)));
  return (
    <>
      {some && (
        <Group gap="xs">
          {isActive(task) && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              aria-label={`Cancel ${task.title}`}
              onClick={() => run(() => client.tasks.cancel(task.id))}
            >
              Cancel
            </Button>
          )}
          {mayRetry(task) && (
            <Button
              size="xs"
              variant="light"
              loading={busy}
              aria-label={`Retry ${task.title}`}
              onClick={() => run(() => client.tasks.retry(task.id))}
            >
              Retry
            </Button>
          )}
          {mayUndo(task) && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              aria-label={`Undo ${task.title}`}
              onClick={() => void undo()}
            >
              Undo
            </Button>
          )}
        </Group>
      )}
      {failure && (
        <Alert color="red" role="alert" mt="xs">
          {failure.text}
        </Alert>
      )}
      {undoing && (
        <>
          {undoing.undone.length === 0 && undoing.skipped.length === 0 && (
            <Alert color="gray" role="status" mt="xs">
              Nothing of this was accepted, so there is nothing to undo.
            </Alert>
          )}
          <SkipList title="Undone" skips={undoing.undone} task={task} colour="green" />
          <SkipList title="Left as they are" skips={undoing.skipped} task={task} />
        </>
      )}
    </>
  );
}
