import { Menu, VisuallyHidden } from "@mantine/core";
import { useOwnName, useSession } from "@roomkey/client/react";
import { IconKeyboard, IconLogout, IconSettings } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import styles from "./shell.module.css";
import { useShowKeys } from "./shortcuts";
import { useLeave } from "./useLeave";

/** Who is signed in, and what concerns that person: settings, the keys, and signing out. */
export function YouMenu() {
  const { client } = useSession();
  const leave = useLeave();
  const showKeys = useShowKeys();
  const { id, email } = client.user;
  const name = useOwnName();
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button type="button" className={styles.you} title={name}>
          <Avatar person={{ id, name }} label="" />
          <span className={styles.text}>{name}</span>
          <VisuallyHidden>Settings and more</VisuallyHidden>
          <span className={styles.gear}>
            <Icon of={IconSettings} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{email}</Menu.Label>
        <Menu.Item leftSection={<Icon of={IconSettings} />} renderRoot={(props) => <Link to="/settings" {...props} />}>
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<Icon of={IconKeyboard} />} onClick={showKeys}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon of={IconLogout} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
