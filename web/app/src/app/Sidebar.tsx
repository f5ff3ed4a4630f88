import { useBrokerageName } from "@roomkey/client/react";
import { IconKey, IconSearch } from "@tabler/icons-react";
import { Badge } from "../features/status/Badge";
import { Online } from "../features/status/Online";
import { Icon } from "../ui/Icon";
import { KeyHint } from "../ui/KeyHint";
import { PinnedViews } from "./PinnedViews";
import { Places } from "./Places";
import styles from "./shell.module.css";
import { YouMenu } from "./YouMenu";

/** The sidebar: search, the places, who is online, how the connection is, and one's own menu. */
export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const name = useBrokerageName() || "Roomkey";
  return (
    <nav aria-label="Main" className={styles.side}>
      <div className={styles.brand}>
        <span className={styles.logo}>
          <Icon of={IconKey} />
        </span>
        <span className={styles.text} title={name}>
          {name}
        </span>
      </div>
      <button
        type="button"
        className={styles.find}
        onClick={onSearch}
        aria-keyshortcuts="Meta+K Control+K"
        title="Search or do anything"
      >
        <Icon of={IconSearch} />
        <span className={styles.text}>Search anything</span>
        <KeyHint keys="mod+k" />
      </button>
      <div className={styles.places}>
        <Places />
        <PinnedViews />
      </div>
      <div className={styles.foot}>
        <Online />
        <Badge />
        <YouMenu />
      </div>
    </nav>
  );
}
