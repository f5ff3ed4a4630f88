import { isActive, type ShownTask } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useEffect } from "react";
import { ProgressBar } from "../../ui/ProgressBar";

/** How often a colleague's task is asked for, in milliseconds: it is told of in a room of theirs. */
const askEvery = 5_000;

/** How far a task under way has come. */
export function Progress({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const { id, user } = task;
  useEffect(() => {
    if (user === client.user.id) return;
    const timer = setInterval(() => void client.tasks.load(id).catch(() => undefined), askEvery);
    return () => clearInterval(timer);
  }, [client, id, user]);
  return <ProgressBar label={`Progress of ${task.title}`} value={task.progress} tone="violet" thin={!isActive(task)} />;
}
