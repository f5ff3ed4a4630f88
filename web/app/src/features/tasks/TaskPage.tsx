import { Alert, Badge, Box, Group, Loader, Text, Title } from "@mantine/core";
import { gist, isActive, Problem, type ShownTask, timeOf } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { failureOf } from "../../ui/useAction";
import { Actions } from "./Actions";
import { Bar } from "./Bar";
import { Outcome } from "./Outcome";
import { Review } from "./Review";
import { saidOf, statusOf } from "./words";

/** One task: how it goes, what it proposes and what became of that, and what it put out. */
export function TaskPage({ id }: { id: string }) {
  const { client } = useSession();
  const task = useObservable(client.tasks.all).get(id);
  const connected = useObservable(client.socket.connection).state === "connected";
  const [failure, setFailure] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new status brings outputs and proposals
  useEffect(() => {
    let left = false;
    const failed = (cause: unknown) => {
      const missing = cause instanceof Problem && cause.status === 404;
      if (!left) setFailure(missing ? "There is no such task, or you may not see it." : failureOf(cause).text);
    };
    client.tasks.load(id).then(() => !left && setFailure(undefined), failed);
    return () => {
      left = true;
    };
  }, [client, id, task?.status, connected]);

  return (
    <>
      <CommandBar path={<Link to="/tasks">AI tasks</Link>} />
      <Box p="lg" pb={80} maw={960}>
        {failure && (
          <Alert color="gray" mt="sm" role="alert">
            {failure}
          </Alert>
        )}
        {task ? <Told task={task} /> : !failure && <Loader mt="md" role="status" aria-label="Loading" />}
      </Box>
    </>
  );
}

function Told({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const names = useNames();
  const status = statusOf(task);
  const who = task.user === client.user.id ? "You" : (names.get(task.user) ?? "A colleague");
  const partial = isActive(task) ? gist(task.partial) : "";
  return (
    <>
      <Group gap="sm" mt={4}>
        <Title order={1}>{task.title}</Title>
        <Badge component="output" aria-label="Status of the task" color={status.colour} variant="dot" tt="none">
          {status.label}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {who} · <time dateTime={task.createdAt}>{timeOf(task.createdAt)}</time> ·{" "}
        {[...new Set(task.steps.map(({ plugin, version }) => `${plugin} ${version}`))].join(", ")}
      </Text>
      {isActive(task) && <Bar task={task} />}
      {isActive(task) && task.message && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {task.message}
        </Text>
      )}
      {partial && (
        <Text size="sm" c="dimmed" className="partial whole">
          {partial}
        </Text>
      )}
      {task.status === "failed" && task.error && (
        <Alert color="red" my="xs" title="It failed">
          {saidOf(task) || task.error.code}
        </Alert>
      )}
      <Actions task={task} />
      {task.proposals.length > 0 && <Review task={task} />}
      {!isActive(task) && task.output != null && <Outcome output={task.output} />}
    </>
  );
}
