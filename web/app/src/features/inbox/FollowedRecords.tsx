import { type Row, timeOf } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { IconStar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../ui/Icon";
import styles from "./Inbox.module.css";

/** The followed records that have changed since the user saw them; nothing where there are none. */
export function FollowedRecords({ changed }: { changed: readonly Row[] }) {
  const { schema } = useSession();
  const nameOf = useNaming();
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
