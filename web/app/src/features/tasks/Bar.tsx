import { Group, Progress, Text } from "@mantine/core";
import type { ShownTask } from "../../lib/task";
import { statusOf, stepOf } from "./words";

/** How far a task under way has come. */
export function Bar({ task }: { task: ShownTask }) {
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
