import { changedFollows, followsOf, timeOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconStar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../ui/Icon";
import styles from "./Inbox.module.css";

/** The followed records that have changed since the user saw them; nothing where there are none. */
export function FollowedRecords() {
  const { client, schema } = useSession();
  const rows = useObservable(client.rows.all);
  const preferences = useObservable(client.preferences.values);
  const nameOf = useNaming();
  const changed = changedFollows(rows, followsOf(preferences));
  if (changed.length === 0) return null;
  return (
    <section aria-labelledby="followed">
      <h2 id="followed" className={styles.head}>
        Changed since you looked
      </h2>
      <ul className={styles.list}>
        {changed.map((row) => {
          const type = schema.types.find(({ name }) => name === row.type);
          if (!type) return null;
          return (
            <li key={row.id}>
              <Link to="/$plural/$id" params={{ plural: type.plural, id: row.id }} className={styles.row}>
                <Icon of={IconStar} />
                <span className={styles.words}>
                  <b>{nameOf(row.id)?.split(" · ")[0]}</b>
                  <time dateTime={row.updatedAt}>{timeOf(row.updatedAt)}</time>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
