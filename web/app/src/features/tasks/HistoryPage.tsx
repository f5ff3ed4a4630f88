import { Alert, Anchor, Badge, Box, Button, Group, Loader, Text } from "@mantine/core";
import { isActive, type ShownTask, timeOf } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { Icon } from "../../ui/Icon";
import { useAction } from "../../ui/useAction";
import { Actions } from "./Actions";
import { Bar } from "./Bar";
import { saidOf, statusOf } from "./words";

const RunDialog = lazy(() => import("./RunDialog").then((module) => ({ default: module.RunDialog })));

type Listed = { ids: string[]; next: string | null };

/** All tasks that the user may see, the newest first: what they were, who ran them, and what became of them. */
export function HistoryPage() {
  const { client } = useSession();
  const all = useObservable(client.tasks.all);
  const connected = useObservable(client.socket.connection).state === "connected";
  const { busy, failure, run } = useAction();
  const [page, setPage] = useState<Listed>();
  const [asking, setAsking] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, and again when a connection comes
  useEffect(() => {
    if (!connected) return;
    void run(async () => {
      const first = await client.tasks.page();
      setPage((shown) => onto(first, shown));
    });
  }, [client, connected]);

  const more = (from: Listed) =>
    run(async () => {
      const older = await client.tasks.page(from.next ?? undefined);
      setPage({ ids: [...from.ids, ...older.ids], next: older.next });
    });

  const ids = new Set(page?.ids);
  const oldest = page?.next ? all.get(page.ids.at(-1) ?? "")?.createdAt : "";
  const tasks = [...all.values()]
    .filter((task) => !task.dryRun)
    .filter((task) => ids.has(task.id) || (oldest !== undefined && task.createdAt > oldest)) // begun since
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));

  return (
    <>
      <CommandBar
        title="AI tasks"
        actions={
          client.user.role !== "viewer" && (
            <Button variant="default" leftSection={<Icon of={IconSparkles} />} onClick={() => setAsking(true)}>
              Run a task
            </Button>
          )
        }
      />
      {asking && (
        <Suspense>
          <RunDialog onClose={() => setAsking(false)} onStarted={() => setAsking(false)} />
        </Suspense>
      )}
      <Box px="lg" pb={80} maw={960}>
        {!connected && (
          <Alert color="gray" mt="sm" role="status">
            Tasks need a connection. This shows what was loaded before.
          </Alert>
        )}
        {failure && (
          <Alert color="red" mt="sm" role="alert">
            {failure.text}
          </Alert>
        )}
        {!page && busy && <Loader mt="md" role="status" aria-label="Loading" />}
        {page && tasks.length === 0 && (
          <Text mt="md" c="dimmed">
            No task has been run yet.
          </Text>
        )}
        <ul className="history" aria-label="Tasks of the past">
          {tasks.map((task) => (
            <Entry key={task.id} task={task} />
          ))}
        </ul>
        {page?.next && (
          <Button variant="default" loading={busy} onClick={() => void more(page)}>
            Show older
          </Button>
        )}
      </Box>
    </>
  );
}

/** The first page before the pages that are shown, where nothing is missing between them. */
function onto(first: Listed, shown: Listed | undefined): Listed {
  if (!shown?.ids.some((id) => first.ids.includes(id))) return first;
  return { ids: [...new Set([...first.ids, ...shown.ids])], next: shown.next };
}

function Entry({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const names = useNames();
  const status = statusOf(task);
  const who = task.user === client.user.id ? "You" : (names.get(task.user) ?? "A colleague");
  return (
    <li aria-label={`${task.title}, ${status.label}`}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Group gap="xs">
            <Anchor fw={600} renderRoot={(props) => <Link to="/tasks/$id" params={{ id: task.id }} {...props} />}>
              {task.title}
            </Anchor>
            <Badge color={status.colour} variant="dot" tt="none">
              {status.label}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {who} · <time dateTime={task.createdAt}>{timeOf(task.createdAt)}</time>
          </Text>
          {saidOf(task) && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {saidOf(task)}
            </Text>
          )}
        </div>
      </Group>
      {isActive(task) && <Bar task={task} />}
      <Actions task={task} />
    </li>
  );
}
