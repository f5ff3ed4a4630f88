import { Box, Button, CloseButton, Group, Paper, ScrollArea, Text, VisuallyHidden } from "@mantine/core";
import { isActive, serverNow } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { lazy, Suspense, useRef, useState } from "react";
import { TrayTask } from "./TrayTask";
import { useNews } from "./useNews";
import { inTray } from "./words";

const RunDialog = lazy(() => import("./RunDialog").then((module) => ({ default: module.RunDialog })));

/** The tray at the lower right: the user's tasks under way, those to review, and how the last ones ended. */
export function Tray() {
  const { client } = useSession();
  const all = useObservable(client.tasks.all);
  const dismissed = useObservable(client.tasks.dismissed);
  const [opened, setOpened] = useState(false);
  const [asking, setAsking] = useState(false);
  const tasks = inTray(all.values(), client.user.id, dismissed, serverNow());
  const running = tasks.filter(isActive).length;
  const waiting = tasks.filter(({ status }) => status === "review").length;
  const over = tasks.filter((task) => !isActive(task) && task.status !== "review");
  const news = useNews(all, client.user.id);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpened(false);
    button.current?.focus();
  };

  return (
    <>
      <VisuallyHidden role="log" aria-live="polite" aria-label="Task news">
        {news}
      </VisuallyHidden>
      <div className={running + waiting === 0 && !opened ? "tray-corner idle" : "tray-corner"}>
        {opened && (
          <Paper
            component="section"
            id="tasks"
            aria-label="Tasks"
            withBorder
            shadow="md"
            radius="md"
            className="tray"
            onKeyDown={(event) => event.key === "Escape" && close()}
          >
            <Group justify="space-between" p="sm" pb="xs" wrap="nowrap">
              <Button size="xs" onClick={() => setAsking(true)}>
                Run a task
              </Button>
              <Group gap="xs" wrap="nowrap">
                {over.length > 1 && (
                  <Button size="xs" variant="subtle" onClick={() => client.tasks.dismiss(over.map(({ id }) => id))}>
                    Dismiss ended
                  </Button>
                )}
                <CloseButton aria-label="Close tasks" onClick={close} />
              </Group>
            </Group>
            {tasks.length === 0 ? (
              <Text size="sm" c="dimmed" p="sm" pt={0}>
                No tasks now.
              </Text>
            ) : (
              <ScrollArea.Autosize mah="min(26rem, 60dvh)" type="auto">
                <Box component="ul" aria-label="Your tasks" className="tray-list">
                  {tasks.map((task) => (
                    <TrayTask key={task.id} task={task} onLeave={() => setOpened(false)} />
                  ))}
                </Box>
              </ScrollArea.Autosize>
            )}
          </Paper>
        )}
        <Button
          variant={running + waiting > 0 ? "filled" : "default"}
          ref={button}
          radius="xl"
          size="sm"
          aria-expanded={opened}
          aria-controls="tasks"
          onClick={() => setOpened(!opened)}
        >
          {["Tasks", running > 0 && `${running} running`, waiting > 0 && `${waiting} to review`]
            .filter(Boolean)
            .join(" · ")}
        </Button>
      </div>
      {asking && (
        <Suspense>
          <RunDialog onClose={() => setAsking(false)} onStarted={() => setOpened(true)} />
        </Suspense>
      )}
    </>
  );
}
