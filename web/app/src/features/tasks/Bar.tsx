import { Group, Progress, Text } from "@mantine/core";
import type { ShownTask } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useEffect } from "react";
import { statusOf, stepOf } from "./words";

/** How often a colleague's task is asked for, in milliseconds: it is told of in a room of theirs. */
const askEvery = 5_000;

/** How far a task under way has come. */
export function Bar({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const { id, user } = task;
  useEffect(() => {
    if (user === client.user.id) return;
    const timer = setInterval(() => void client.tasks.load(id).catch(() => undefined), askEvery);
    return () => clearInterval(timer);
  }, [client, id, user]);
  return (
    <>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {task.status === "queued" ? statusOf(task).label : stepOf(task)}
        </Text>
        <Text size="xs" c="dimmed">
          {task.progress}%
        </Text>
      </Group>
      <Progress.Root size="sm">
        <Progress.Section value={task.progress} aria-label={`Progress of ${task.title}`} />
      </Progress.Root>
    </>
  );
}
