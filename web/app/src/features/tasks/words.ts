import type { User } from "@roomkey/client";
import { isActive, type ShownTask, sentence, type Task, type TaskStatus } from "@roomkey/client";

/** How long the end of a task is shown in the tray unless it is dismissed, in milliseconds. */
const freshFor = 24 * 60 * 60 * 1_000;

const statuses: Record<TaskStatus, { label: string; colour: string }> = {
  queued: { label: "Waiting", colour: "gray" },
  running: { label: "Running", colour: "blue" },
  review: { label: "Ready for review", colour: "yellow" },
  completed: { label: "Completed", colour: "green" },
  failed: { label: "Failed", colour: "red" },
  cancelled: { label: "Cancelled", colour: "gray" },
};

/** A status as people read it, and the colour beside the words. */
export function statusOf({ status }: Pick<Task, "status">): { label: string; colour: string } {
  return statuses[status];
}

/** The tasks in the tray, newest first: the user's own that are under way, in review, or ended within a day. */
export function inTray(
  tasks: Iterable<ShownTask>,
  user: string,
  dismissed: ReadonlySet<string>,
  now: number,
): ShownTask[] {
  return [...tasks]
    .filter((task) => {
      if (task.user !== user || task.dryRun) return false;
      if (isActive(task)) return true;
      if (dismissed.has(task.id)) return false;
      return task.status === "review" || now - Date.parse(task.finishedAt ?? task.createdAt) < freshFor;
    })
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1));
}

/** The step under way: its name, and its place where there are several. */
export function stepOf(task: ShownTask): string {
  const { steps } = task;
  const at = steps.findIndex(({ name, status }) =>
    task.step ? name === task.step : status !== "completed" && status !== "queued",
  );
  const step = steps[Math.max(at, 0)];
  if (!step) return task.step ?? "";
  return steps.length > 1 ? `Step ${Math.max(at, 0) + 1} of ${steps.length}: ${step.name}` : `Step: ${step.name}`;
}

/** What there is to say of a task beside its status: its last word while it is under way, then what came of it. */
export function saidOf(task: ShownTask): string {
  switch (task.status) {
    case "queued":
    case "running":
      return task.message;
    case "review":
      return task.pending === 1 ? "1 change waits for a decision" : `${task.pending} changes wait for a decision`;
    case "failed":
      return task.error?.message ? sentence(task.error.message) : "";
  }
  return "";
}

/** What a screen reader is told when a task's status changes; its progress is not read out. */
export function news(before: TaskStatus | undefined, task: ShownTask): string | undefined {
  if (before === task.status) return undefined;
  switch (task.status) {
    case "queued":
      return undefined;
    case "running":
      return `${task.title} is running`;
    case "review":
      return before && `${task.title} is ready for review`;
    case "completed":
      return before && `${task.title} is completed`;
    case "failed":
      return before && `${task.title} has failed${task.error?.message ? `: ${task.error.message}` : ""}`;
    case "cancelled":
      return before && `${task.title} was cancelled`;
  }
}

/** Whether the user may do more to a task than look at it: the caller and the brokers may. */
export function mayAct(user: Pick<User, "id" | "role">, task: Pick<Task, "user">): boolean {
  return task.user === user.id || user.role === "broker";
}

export function mayRetry({ status }: Task): boolean {
  return status === "failed" || status === "cancelled";
}

/** Whether something of the task was accepted, as far as is known: a list tells only how much was proposed. */
export function mayUndo(task: ShownTask): boolean {
  if (isActive(task)) return false;
  if (!task.whole) return task.proposed > task.pending;
  return task.proposals.some(({ decisions }) => Object.values(decisions).includes("accepted"));
}
