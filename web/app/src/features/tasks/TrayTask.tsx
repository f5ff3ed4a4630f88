import { Badge, Button, CloseButton, Group, Text } from "@mantine/core";
import { gist, isActive, type ShownTask } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useAction } from "../../ui/useAction";
import { Bar } from "./Bar";
import { saidOf, statusOf } from "./words";

/** One task in the tray. */
export function TrayTask({ task, onLeave }: { task: ShownTask; onLeave: () => void }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const active = isActive(task);
  const status = statusOf(task);
  const said = saidOf(task);
  const partial = active ? gist(task.partial) : "";
  return (
    <li aria-label={task.title}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {task.title}
        </Text>
        {active ? (
          <Button
            size="compact-xs"
            variant="default"
            loading={busy}
            onClick={() => run(() => client.tasks.cancel(task.id))}
            aria-label={`Cancel ${task.title}`}
          >
            Cancel
          </Button>
        ) : (
          <CloseButton size="sm" aria-label={`Dismiss ${task.title}`} onClick={() => client.tasks.dismiss([task.id])} />
        )}
      </Group>
      {active ? (
        <Bar task={task} />
      ) : (
        <Badge color={status.colour} variant="dot" tt="none">
          {status.label}
        </Badge>
      )}
      {said && (
        <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
          {said}
        </Text>
      )}
      {partial && partial !== said && (
        <Text size="xs" c="dimmed" mt={4} className="partial">
          {partial}
        </Text>
      )}
      {failure && (
        <Text size="sm" c="red" role="alert">
          {failure.text}
        </Text>
      )}
      <Group gap="xs" mt={6}>
        <Button
          size="compact-xs"
          variant={task.status === "review" ? "filled" : "light"}
          aria-label={`${task.status === "review" ? "Review" : "Details of"} ${task.title}`}
          renderRoot={(props) => <Link to="/tasks/$id" params={{ id: task.id }} {...props} onClick={onLeave} />}
        >
          {task.status === "review" ? "Review" : "Details"}
        </Button>
      </Group>
    </li>
  );
}
