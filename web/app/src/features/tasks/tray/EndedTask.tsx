import { Button, CloseButton } from "@mantine/core";
import { type ShownTask, type TaskStatus, timeOf } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconAlertTriangle, IconBan, IconCheck, IconFileDiff, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { span } from "../../../trade/span";
import { FailureNote } from "../../../ui/FailureNote";
import { Icon, type IconType } from "../../../ui/Icon";
import { toneClass } from "../../../ui/tone";
import { useAction } from "../../../ui/useAction";
import { useNow } from "../../../ui/useNow";
import { mayRetry, saidOf, statusOf } from "../words";
import styles from "./tray.module.css";

const icons: Partial<Record<TaskStatus, IconType>> = {
  review: IconFileDiff,
  completed: IconCheck,
  failed: IconAlertTriangle,
};

/** A task that has ended, or waits for its review: what came of it, and what to do next. */
export function EndedTask({ task, onLeave }: { task: ShownTask; onLeave: () => void }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const now = useNow(60_000);
  const status = statusOf(task);
  const said = saidOf(task).replace(/\.$/, "") || status.label;
  const since = now - Date.parse(task.finishedAt ?? task.createdAt);
  const review = task.status === "review";
  const toReview = `Review ${task.pending.toLocaleString("en-US")}`;
  return (
    <div className={styles.line}>
      <span className={`${styles.icon} ${toneClass(status.tone)}`}>
        <Icon of={icons[task.status] ?? IconBan} />
      </span>
      <span className={styles.grows}>
        <Link to="/tasks/$id" params={{ id: task.id }} onClick={onLeave} className={styles.title}>
          {task.title}
        </Link>
        <span className={styles.faint} title={timeOf(task.finishedAt ?? task.createdAt)}>
          {said}
          {!review && `, ${since < 60_000 ? "now" : `${span(since)} ago`}`}
        </span>
        <FailureNote of={failure} />
      </span>
      {review && (
        <Button
          size="xs"
          aria-label={`${toReview}, ${task.title}`}
          renderRoot={(props) => <Link to="/tasks/$id" params={{ id: task.id }} {...props} onClick={onLeave} />}
        >
          {toReview}
        </Button>
      )}
      {task.status === "completed" && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Open the result of ${task.title}`}
          renderRoot={(props) => <Link to="/tasks/$id" params={{ id: task.id }} {...props} onClick={onLeave} />}
        >
          Open
        </Button>
      )}
      {mayRetry(task) && (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          leftSection={<Icon of={IconRefresh} size="inline" />}
          aria-label={`Retry ${task.title}`}
          onClick={() => run(() => client.tasks.retry(task.id))}
        >
          Retry
        </Button>
      )}
      <CloseButton size="sm" aria-label={`Dismiss ${task.title}`} onClick={() => client.tasks.dismiss([task.id])} />
    </div>
  );
}
