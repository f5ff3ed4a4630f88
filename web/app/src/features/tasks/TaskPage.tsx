import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { gist, isActive, Problem, type ShownTask, timeOf } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useCallback, useDeferredValue, useEffect, useState } from "react";
import { Banner } from "../../ui/Banner";
import { CommandBar } from "../../ui/CommandBar";
import { ErrorState } from "../../ui/ErrorState";
import { SkeletonRows } from "../../ui/SkeletonRows";
import { Status } from "../../ui/StatusGlyph";
import { useNow } from "../../ui/useNow";
import { Actions } from "./Actions";
import { Aside } from "./Aside";
import { Outcome } from "./Outcome";
import { Progress } from "./Progress";
import { Review } from "./review/Review";
import { Steps } from "./Steps";
import styles from "./tasks.module.css";
import { saidOf, statusOf, tookOf, whyUnfetched } from "./words";

/** One task: how it goes, what it proposes and what became of that, and what it put out. */
export function TaskPage({ id }: { id: string }) {
  const { client } = useSession();
  const task = useObservable(client.tasks.all).get(id);
  const connected = useObservable(client.socket.connection).state === "connected";
  const [failure, setFailure] = useState<Error>();
  const [attempt, setAttempt] = useState(0);
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });

  const follow = useCallback((loading: Promise<unknown>) => {
    let left = false;
    loading.then(
      () => left || setFailure(undefined),
      (cause) => left || setFailure(cause),
    );
    return () => {
      left = true;
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: without a connection something may be missed; Try again
  useEffect(() => follow(client.tasks.load(id)), [client, id, connected, attempt]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new status brings outputs and proposals
  useEffect(() => follow(client.tasks.loadIfChanged(id)), [client, id, task?.status]);

  return (
    <div className={styles.page}>
      <CommandBar path={<Link to="/tasks">AI tasks</Link>} title={task?.title}>
        {!phone && task && <StatusPill task={task} />}
      </CommandBar>
      {failure && <Unfetched cause={failure} whole={!task} onRetry={() => setAttempt(attempt + 1)} />}
      {phone && task && (
        <div className={styles.meta}>
          <StatusPill task={task} />
        </div>
      )}
      {task ? <Told task={task} /> : !failure && <SkeletonRows rows={6} />}
    </div>
  );
}

/** What came of asking for the task: there is none, or nothing came, which is said above what is known of it. */
function Unfetched({ cause, whole, onRetry }: { cause: Error; whole: boolean; onRetry: () => void }) {
  if (cause instanceof Problem && cause.status === 404) {
    return <Note title="There is no such task, or you may not see it." />;
  }
  const away = cause instanceof Problem && cause.code === "unavailable";
  if (whole && !away) return <ErrorState title="The task could not be fetched" why={cause} onRetry={onRetry} />;
  const again = (
    <Button size="xs" variant="default" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Note title="The task could not be fetched." actions={again}>
      {whyUnfetched(cause)}
    </Note>
  );
}

function Note(said: { title: string; actions?: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.under}>
      <Banner tone="gray" icon={IconAlertTriangle} role="alert" {...said} />
    </div>
  );
}

function StatusPill({ task }: { task: ShownTask }) {
  const status = statusOf(task);
  return (
    <output aria-label="Status of the task">
      <Status pill type="task" value={task.status} label={status.label} />
    </output>
  );
}

function Told({ task }: { task: ShownTask }) {
  const calm = useDeferredValue(task); // hundreds of decisions are drawn in slices
  const changes = calm.proposals.length > 0;
  return (
    <>
      <Meta task={task} />
      <div className={styles.sides}>
        {changes ? (
          <Review task={calm} />
        ) : (
          <div className={`${styles.under} ${styles.alone}`}>
            {isActive(task) ? <UnderWay task={task} /> : <Ending task={task} />}
          </div>
        )}
        <Aside task={calm} />
      </div>
    </>
  );
}

function Meta({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const names = useNames();
  const now = useNow(1_000);
  const took = tookOf(task, now);
  const who = task.user === client.user.id ? "you" : (names.get(task.user) ?? "a colleague");
  const plugins = [...new Set(task.steps.map(({ plugin, version }) => `${plugin} ${version}`))].join(", ");
  return (
    <div className={styles.meta}>
      <span>
        {took && `${took}, `}
        {took ? "started" : "Started"} by {who} on <time dateTime={task.createdAt}>{timeOf(task.createdAt)}</time>
        {plugins && ` · ${plugins}`}
      </span>
      <Actions task={task} />
      {task.status === "failed" && task.error && (
        <Banner tone="red" icon={IconAlertTriangle} role="alert" title="It failed">
          {saidOf(task) || task.error.code}
        </Banner>
      )}
    </div>
  );
}

function UnderWay({ task }: { task: ShownTask }) {
  const partial = gist(task.partial);
  return (
    <>
      <Progress task={task} />
      <p>{task.message}</p>
      <Steps task={task} />
      {partial && <p className={`${styles.partial} ${styles.whole}`}>{partial}</p>}
    </>
  );
}

/** What came of a task that proposes nothing: its result is all there is to read. */
function Ending({ task }: { task: ShownTask }) {
  if (task.status === "failed" || task.status === "cancelled") return <p>Nothing was changed.</p>;
  if (task.output == null) return <p>This task proposes no changes, and has no result.</p>;
  return <Outcome output={task.output} />;
}
