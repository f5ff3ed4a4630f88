import { ActionIcon, Button } from "@mantine/core";
import { isActive, type ShownTask } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconChevronDown, IconHistory, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import { Icon } from "../../../ui/Icon";
import { EndedTask } from "./EndedTask";
import { RunningTask } from "./RunningTask";
import styles from "./tray.module.css";

type Props = {
  tasks: readonly ShownTask[];
  counts: string; // "2 running, 1 to review"
  onAsk: () => void; // for a task to run
  onLeave: () => void; // for a page
  onFold?: () => void; // a sheet has its own way to close
  foldRef?: Ref<HTMLButtonElement>;
};

/** The tasks of the tray under their head. */
export function TrayPanel({ tasks, counts, onAsk, onLeave, onFold, foldRef }: Props) {
  const { client } = useSession();
  const over = tasks.filter((task) => !isActive(task) && task.status !== "review");
  return (
    <section aria-label="AI tasks" className={styles.panel}>
      {onFold && (
        <div className={styles.head}>
          <span className={styles.spark}>
            <Icon of={IconSparkles} />
          </span>
          <b>AI tasks</b>
          <span className={styles.faint}>{counts}</span>
          <span className={styles.end}>
            <ActionIcon
              variant="subtle"
              size={28}
              aria-label="History of AI tasks"
              renderRoot={(props) => <Link to="/tasks" {...props} onClick={onLeave} />}
            >
              <Icon of={IconHistory} />
            </ActionIcon>
            <ActionIcon ref={foldRef} variant="subtle" size={28} aria-label="Fold AI tasks" onClick={onFold}>
              <Icon of={IconChevronDown} />
            </ActionIcon>
          </span>
        </div>
      )}
      <div className={styles.scroll}>
        {tasks.length === 0 && <p className={styles.none}>No tasks now.</p>}
        <ul aria-label="Your tasks" className={styles.tasks}>
          {tasks.map((task) => (
            <li key={task.id} aria-label={task.title} className={styles.task}>
              {isActive(task) ? (
                <RunningTask task={task} onLeave={onLeave} />
              ) : (
                <EndedTask task={task} onLeave={onLeave} />
              )}
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.foot}>
        {client.user.role !== "viewer" && (
          <Button
            size="xs"
            variant="default"
            c="var(--rk-violet-text)"
            leftSection={<Icon of={IconSparkles} size="inline" />}
            onClick={onAsk}
          >
            Run a task
          </Button>
        )}
        {over.length > 1 && (
          <Button size="xs" variant="subtle" onClick={() => client.tasks.dismiss(over.map(({ id }) => id))}>
            Dismiss ended
          </Button>
        )}
      </div>
    </section>
  );
}
