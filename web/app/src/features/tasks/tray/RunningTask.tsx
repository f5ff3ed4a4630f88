import { Button } from "@mantine/core";
import { gist, type ShownTask } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { FailureNote } from "../../../ui/FailureNote";
import { useAction } from "../../../ui/useAction";
import { useNow } from "../../../ui/useNow";
import { Progress } from "../Progress";
import { Steps } from "../Steps";
import tasks from "../tasks.module.css";
import { statusOf, tookOf } from "../words";
import styles from "./tray.module.css";

/** A task under way: how far it is, its steps, its last word and what it has so far. */
export function RunningTask({ task, onLeave }: { task: ShownTask; onLeave: () => void }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const now = useNow(1_000);
  const partial = gist(task.partial);
  return (
    <>
      <div className={styles.line}>
        <Link to="/tasks/$id" params={{ id: task.id }} onClick={onLeave} className={styles.title}>
          {task.title}
        </Link>
        <span className={styles.faint}>{task.status === "queued" ? statusOf(task).label : tookOf(task, now)}</span>
        <b className={styles.percent}>{task.progress}%</b>
      </div>
      {task.words && <p className={styles.faint}>“{task.words}”</p>}
      <div className={styles.bar}>
        <Progress task={task} />
      </div>
      <Steps task={task} />
      {task.message && <p className={styles.said}>{task.message}</p>}
      {partial && partial !== task.message && <p className={tasks.partial}>{partial}</p>}
      <FailureNote of={failure} />
      <div className={styles.line}>
        <span className={styles.grows} />
        <Button
          size="xs"
          variant="default"
          loading={busy}
          aria-label={`Cancel ${task.title}`}
          onClick={() => run(() => client.tasks.cancel(task.id))}
        >
          Cancel
        </Button>
      </div>
    </>
  );
}
