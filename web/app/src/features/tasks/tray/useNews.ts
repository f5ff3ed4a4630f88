import type { ShownTask, TaskStatus } from "@roomkey/client";
import { useEffect, useRef, useState } from "react";
import { news } from "../words";

/** What has become of the user's tasks since the last change of them, to read out. */
export function useNews(tasks: ReadonlyMap<string, ShownTask>, user: string): string {
  const known = useRef(new Map<string, TaskStatus>());
  const [told, setTold] = useState("");
  useEffect(() => {
    const lines: string[] = [];
    for (const task of tasks.values()) {
      if (task.user !== user || task.dryRun) continue;
      const line = news(known.current.get(task.id), task);
      if (line) lines.push(`${line}.`);
      known.current.set(task.id, task.status);
    }
    if (lines.length > 0) setTold(lines.join(" "));
  }, [tasks, user]);
  return told;
}
