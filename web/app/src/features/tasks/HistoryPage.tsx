import { Button } from "@mantine/core";
import { gist, isActive, type ShownTask, timeOf } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Icon } from "../../ui/Icon";
import { SkeletonRows } from "../../ui/SkeletonRows";
import { Status } from "../../ui/StatusGlyph";
import { Actions } from "./Actions";
import { askForTask } from "./asking";
import { Progress } from "./Progress";
import styles from "./tasks.module.css";
import { saidOf, silenceOf, statusOf } from "./words";

type Listed = { ids: string[]; next: string | null; silent: string[] };

/** All tasks that the user may see, the newest first: what they were, who ran them, and what became of them. */
export function HistoryPage() {
  const { client } = useSession();
  const all = useObservable(client.tasks.all);
  const connected = useObservable(client.socket.connection).state === "connected";
  const { page, busy, failure, first, more } = usePages();

  const ids = new Set(page?.ids);
  const oldest = page?.next ? all.get(page.ids.at(-1) ?? "")?.createdAt : "";
  const tasks = [...all.values()]
    .filter((task) => !task.dryRun)
    .filter((task) => ids.has(task.id) || (oldest !== undefined && task.createdAt > oldest)) // begun since
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const ask = client.user.role !== "viewer" && (
    <Button variant="default" className="rk-ai" leftSection={<Icon of={IconSparkles} />} onClick={() => askForTask()}>
      Run a task
    </Button>
  );

  return (
    <>
      <CommandBar title="AI tasks" actions={ask} />
      <div className={styles.list}>
        {!connected && <p role="status">Tasks need a connection. This shows what was loaded before.</p>}
        {page?.silent.length ? <p role="status">{silenceOf(page.silent)}</p> : null}
        {failure && (
          <ErrorState
            title="The tasks could not be fetched"
            why={failure}
            onRetry={() => (page ? more(page) : first())}
          />
        )}
        {!page && busy && !failure && <SkeletonRows rows={8} />}
        {page && !page.next && !page.silent.length && tasks.length === 0 && (
          <EmptyState icon={IconSparkles} tone="violet" title="No task has been run yet">
            Tasks score leads, compare sales, write copy and read files; you decide what becomes of the results.
          </EmptyState>
        )}
        <ul className={styles.history} aria-label="Tasks of the past">
          {tasks.map((task) => (
            <Entry key={task.id} task={task} />
          ))}
        </ul>
        {page?.next && (
          <Button variant="default" loading={busy} onClick={() => more(page)}>
            Show older
          </Button>
        )}
      </div>
    </>
  );
}

/** The pages of the list that were fetched: the first with each connection, older ones on request. */
function usePages() {
  const { client } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const [page, setPage] = useState<Listed>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  const fetch = useCallback(
    (from?: Listed) => {
      setBusy(true);
      client.tasks
        .page(from?.next ?? undefined)
        .then(
          ({ ids, ...rest }) => {
            setFailure(undefined);
            setPage((shown) => (from ? { ids: [...from.ids, ...ids], ...rest } : onto({ ids, ...rest }, shown)));
          },
          (cause) => setFailure(cause),
        )
        .finally(() => setBusy(false));
    },
    [client],
  );
  useEffect(() => {
    if (connected) fetch();
  }, [fetch, connected]);
  return { page, busy, failure, first: () => fetch(), more: fetch };
}

/** The first page before the pages that are shown, where nothing is missing between them. */
function onto(first: Listed, shown: Listed | undefined): Listed {
  if (!shown?.ids.some((id) => first.ids.includes(id))) return first;
  return { ...shown, ids: [...new Set([...first.ids, ...shown.ids])], silent: first.silent };
}

function Entry({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const names = useNames();
  const status = statusOf(task);
  const who = task.user === client.user.id ? "You" : (names.get(task.user) ?? "A colleague");
  const said = saidOf(task) || (isActive(task) ? gist(task.partial) : "");
  return (
    <li aria-label={`${task.title}, ${status.label}`}>
      <div className={styles.head}>
        <Link to="/tasks/$id" params={{ id: task.id }} className={styles.tapped}>
          {task.title}
        </Link>
        <Status pill type="task" value={task.status} label={status.label} />
        <span className={styles.end}>
          <Actions task={task} />
        </span>
      </div>
      <p className={styles.said}>
        {who} · <time dateTime={task.createdAt}>{timeOf(task.createdAt)}</time>
        {said && ` · ${said}`}
      </p>
      {isActive(task) && <Progress task={task} />}
    </li>
  );
}
