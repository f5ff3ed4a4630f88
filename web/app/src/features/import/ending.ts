import type { ShownTask } from "@roomkey/client";
import { mayUndo } from "../tasks/words";
import type { Report } from "./preview";

/** How an import has ended, in words, and whether there is anything to undo. */
export type Ending = { is: "done" | "failed" | "other"; title: string; undo: boolean };

/** Only an import that was completed says what it imported; labels are those of the record type. */
export function endingOf(
  task: ShownTask,
  report: Pick<Report, "created" | "merged"> | undefined,
  labels: { label: string; labels: string },
): Ending {
  const { created = 0, merged = 0 } = report ?? {};
  const undo = mayUndo(task);
  const stays = undo ? "; what it had done stays" : "";
  switch (task.status) {
    case "completed": {
      const name = (created === 1 ? labels.label : labels.labels).toLowerCase();
      const title = `${created.toLocaleString("en-US")} ${name} imported`;
      const more = merged > 0 ? `, ${merged.toLocaleString("en-US")} merged` : "";
      return { is: "done", title: title + more, undo: undo || created + merged > 0 };
    }
    case "review": {
      const one = task.pending === 1;
      return {
        is: "other",
        title: `${task.pending.toLocaleString("en-US")} proposal${one ? "" : "s"} to review`,
        undo,
      };
    }
    case "failed":
      return { is: "failed", title: `The import failed${stays}`, undo };
    default:
      return { is: "other", title: `The import was cancelled${stays}`, undo };
  }
}
