import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconArrowsSplit2, IconCloudX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./Inbox.module.css";
import { type Matter, matters } from "./inbox";

/** What waits for the user's decision. */
export function useMatters(): Matter[] {
  const { client, schema } = useSession();
  const rows = useObservable(client.rows.all);
  const refused = useObservable(client.outbox.refused);
  return matters(rows, schema.types, refused, client.user.id);
}

/** Refused edits and records with two values, each with the way to it, after other items. */
export function MatterList({ of, children }: { of: readonly Matter[]; children?: ReactNode }) {
  const nameOf = useNaming();
  return (
    <ul className={styles.list}>
      {children}
      {of.map(({ key, row, type, kind, text }) => (
        <li key={key}>
          <Link to="/$plural/$id" params={{ plural: type.plural, id: row.id }} className={styles.row}>
            <span className={kind === "refused" ? styles.refused : styles.conflict}>
              <Icon of={kind === "refused" ? IconCloudX : IconArrowsSplit2} />
            </span>
            <span className={styles.words}>
              <b>{nameOf(row.id)?.split(" · ")[0]}</b>
              <span>{text}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
