import { IconBookmark } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePinnedViews } from "../features/lists/useViews";
import { Icon } from "../ui/Icon";
import styles from "./shell.module.css";

/** The saved views that one has pinned; nothing where there are none. */
export function PinnedViews() {
  const pinned = usePinnedViews();
  if (pinned.length === 0) return null;
  return (
    <section aria-label="Pinned views">
      <h2>Pinned views</h2>
      <ul>
        {pinned.map(({ view, plural, count }) => (
          <li key={view.id}>
            <Link
              to="/$plural"
              params={{ plural }}
              search={{ view: view.id }}
              activeOptions={{ includeSearch: true }}
              className={styles.place}
              title={view.name}
            >
              <Icon of={IconBookmark} />
              <span className={styles.text}>{view.name}</span>
              <span className={styles.count}>{count.toLocaleString("en-US")}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
