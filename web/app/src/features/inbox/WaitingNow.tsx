import { serverNow } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { todayAt } from "@roomkey/client/values";
import { IconCalendarDue, IconSparkles, IconUserQuestion, type Icon as TablerIcon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./Inbox.module.css";
import { deadlinesInWords, leadsInWords, toReview, waitingFor } from "./waiting";

type Line = { key: string; shown: ReactNode };

/** What of the user's own waits now: leads, deadlines and results, a line each. It ends by itself when it is done. */
export function useWaitingNow(): Line[] {
  const { client } = useSession();
  const rows = useObservable(client.rows.all);
  const tasks = useObservable(client.tasks.all);
  const waiting = waitingFor(rows.values(), client.user.id, todayAt(new Date(serverNow())));
  const leads = leadsInWords(waiting.leads.length);
  const deadlines = deadlinesInWords(waiting);
  const [only] = waiting.leads.length === 1 ? waiting.leads : [];
  const lines: Line[] = [];
  const home = (key: string, of: TablerIcon, words: string) => {
    const shown = (
      <Link to="/" className={styles.row}>
        <Words icon={of}>{words}</Words>
      </Link>
    );
    lines.push({ key, shown });
  };
  if (deadlines) home("deadlines", IconCalendarDue, deadlines);
  if (leads && !only) home("leads", IconUserQuestion, leads);
  if (leads && only) {
    const shown = (
      <Link to="/$plural/$id" params={{ plural: "leads", id: only.id }} className={styles.row}>
        <Words icon={IconUserQuestion}>{leads}</Words>
      </Link>
    );
    lines.push({ key: "leads", shown });
  }
  for (const { id, title } of toReview(tasks, client.user.id)) {
    const shown = (
      <Link to="/tasks/$id" params={{ id }} className={styles.row}>
        <Words icon={IconSparkles}>{title}: ready to review</Words>
      </Link>
    );
    lines.push({ key: id, shown });
  }
  return lines;
}

function Words({ icon, children }: { icon: TablerIcon; children: ReactNode }) {
  return (
    <>
      <span className={styles.waits}>
        <Icon of={icon} />
      </span>
      <span className={styles.words}>
        <span>{children}</span>
      </span>
    </>
  );
}
