import { ActionIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useOwnName } from "@roomkey/client/react";
import { IconDots, IconLogout, IconSearch, IconSettings } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../ui/Icon";
import { Sheet } from "../ui/Sheet";
import { phonePlaces } from "./nav";
import { Places, useParts } from "./Places";
import { placeIcon } from "./placeIcons";
import styles from "./shell.module.css";
import { useLeave } from "./useLeave";

/** A phone's bar of five: the four places one is at most, and More. */
export function PhoneBar() {
  const name = useOwnName();
  const [opened, { open, close }] = useDisclosure();
  const leave = useLeave();
  const places = phonePlaces(useParts());
  return (
    <nav aria-label="Main">
      <ul className={styles.tabs}>
        {places.map(({ to, label, icon }) => (
          <li key={to}>
            <Link to={to} className={styles.tab} activeOptions={{ exact: to === "/" }}>
              <Icon of={placeIcon(icon)} size="phone" />
              {label === "Appointments" ? "Calendar" : label}
            </Link>
          </li>
        ))}
        <li>
          <button type="button" className={styles.tab} aria-haspopup="dialog" onClick={open}>
            <Icon of={IconDots} size="phone" />
            More
          </button>
        </li>
      </ul>
      <Sheet opened={opened} onClose={close} title={name}>
        <div className={styles.sheet}>
          <Places onGo={close} />
          <h2>You</h2>
          <Link to="/settings" className={styles.place} onClick={close}>
            <Icon of={IconSettings} />
            <span className={styles.text}>Settings</span>
          </Link>
          <button type="button" className={styles.place} onClick={leave}>
            <Icon of={IconLogout} />
            <span className={styles.text}>Sign out</span>
          </button>
        </div>
      </Sheet>
    </nav>
  );
}

/** What the shell puts into each page's bar on a phone. */
export function PhoneSlot({ onSearch }: { onSearch: () => void }) {
  return (
    <div className={styles.slot}>
      <ActionIcon variant="subtle" size={44} aria-label="Search or do anything" onClick={onSearch}>
        <Icon of={IconSearch} size="phone" />
      </ActionIcon>
    </div>
  );
}
