import { VisuallyHidden } from "@mantine/core";
import { isActive, unreadOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { waitingRecords } from "../features/inbox/inbox";
import { Icon } from "../ui/Icon";
import { type Part, parts } from "./nav";
import { placeIcon } from "./placeIcons";
import styles from "./shell.module.css";

/** The places that this user can go to. */
export function useParts(): Part[] {
  const { client, schema } = useSession();
  return useMemo(() => parts(schema, client.user), [schema, client]);
}

/** What stands beside the places, by address: how many records a list has, how many tasks run. */
function useCounts(): Record<string, string> {
  const { client, schema } = useSession();
  const rows = useObservable(client.rows.all);
  const loaded = useObservable(client.rows.loaded);
  const running = useObservable(
    client.tasks.all,
    (tasks) =>
      [...tasks.values()].filter((task) => isActive(task) && !task.dryRun && task.user === client.user.id).length,
  );
  return useMemo(() => {
    const counts: Record<string, number> = Object.fromEntries(schema.types.map(({ name }) => [name, 0]));
    for (const row of rows.values()) {
      if (!row.archivedAt && !row.deletedAt) counts[row.type] = (counts[row.type] ?? 0) + 1;
    }
    const said: Record<string, string> = running > 0 ? { "/tasks": `${running} running` } : {};
    for (const { name, plural } of loaded ? schema.types : []) {
      said[`/${plural}`] = (counts[name] ?? 0).toLocaleString("en-US");
    }
    return said;
  }, [rows, loaded, running, schema]);
}

/** The places under their headings, with their counts. */
export function Places({ onGo }: { onGo?: () => void }) {
  const { client } = useSession();
  const counts = useCounts();
  const unread = useObservable(client.notifications.all, unreadOf);
  const rows = useObservable(client.rows.all);
  const refused = useObservable(client.outbox.refused);
  const deciding = useMemo(() => waitingRecords(rows, refused, client.user.id), [rows, refused, client]);
  const due = unread + deciding;
  return useParts().map(({ title, places }) => (
    <section key={title ?? ""} aria-label={title}>
      {title && <h2>{title}</h2>}
      <ul>
        {places.map(({ to, label, icon }) => (
          <li key={to}>
            <Link to={to} className={styles.place} title={label} onClick={onGo} activeOptions={{ exact: to === "/" }}>
              <Icon of={placeIcon(icon)} />
              <span className={styles.text}>{label}</span>
              {counts[to] && <span className={styles.count}>{counts[to]}</span>}
              {to === "/inbox" && due > 0 && (
                <span className={styles.unread}>
                  {due > 99 ? "99+" : due}
                  <VisuallyHidden>{deciding > 0 ? " unread or waiting for your decision" : " unread"}</VisuallyHidden>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}
