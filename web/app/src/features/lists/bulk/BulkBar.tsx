import { Menu } from "@mantine/core";
import { dollars, type RecordType, type Row } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconDownload,
  IconProgressCheck,
  IconTag,
  IconTrash,
  IconUser,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon, type IconType } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { useShortcuts } from "../../../ui/useShortcuts";
import type { Columns, Now } from "../column";
import { totalsOf } from "../group";
import type { Call, Done } from "./act";
import { archiveAll, deleteAll, restoreAll } from "./act";
import { OwnerMenu, StatusMenu, TagMenu } from "./BulkMenus";
import styles from "./bulk.module.css";

/** Which menu of the bar is open. */
export type BulkMenu = "status" | "owner" | "tags" | undefined;

type Props = {
  type: RecordType;
  rows: Row[]; // that are chosen
  archived: boolean; // they are archived, all of them
  columns: Columns;
  now: Now;
  menu: BulkMenu;
  busy: boolean;
  onMenu: (menu: BulkMenu) => void;
  onAct: (verb: string, act: (call: Call) => Promise<Done>) => void; // "archived"
  onExport: () => void;
  onClear: () => void;
};

/** What can be done with all chosen rows at once. It needs the server, and says so while there is none. */
export function BulkBar(props: Props) {
  const { type, rows, archived, columns, now, menu, busy, onMenu, onAct, onExport, onClear } = props;
  const { client } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const money = [...columns.all.values()].find((column) => column.kind === "money" && column.total === "sum");
  const sum = money ? totalsOf(rows, [money], now)[money.id] : undefined;
  const off = busy || !connected;
  const mayTransfer = client.user.role === "broker" || client.user.role === "lead";
  const toggle = (name: BulkMenu) => (opened: boolean) => onMenu(opened ? name : undefined);
  const common = { type, rows, onAct };
  const archiving = archived ? "Restore" : "Archive";
  const archive = () =>
    archived
      ? onAct("restored", (call) => restoreAll(call, type, rows))
      : onAct("archived", (call) => archiveAll(call, type, rows));
  useBulkKeys(off, {
    s: ["Status", () => onMenu("status")],
    t: ["Tags", () => onMenu("tags")],
    e: [archiving, archive],
  });
  useBulkKeys(off || !mayTransfer, { o: ["Owner", () => onMenu("owner")] });
  return (
    <div role="toolbar" aria-label="Bulk edit" className={styles.bar}>
      <span className={styles.count}>{rows.length.toLocaleString("en-US")} selected</span>
      {sum !== undefined && <span className={styles.sum}>{dollars(sum)}</span>}
      <span className={styles.line} />
      {!connected && <span className={styles.sum}>Bulk edits need a connection</span>}
      <StatusMenu {...common} opened={menu === "status"} onChange={toggle("status")}>
        <BarButton icon={IconProgressCheck} keys="s" disabled={off}>
          Status
        </BarButton>
      </StatusMenu>
      {mayTransfer && (
        <OwnerMenu {...common} opened={menu === "owner"} onChange={toggle("owner")}>
          <BarButton icon={IconUser} keys="o" disabled={off}>
            Owner
          </BarButton>
        </OwnerMenu>
      )}
      <TagMenu {...common} opened={menu === "tags"} onChange={toggle("tags")}>
        <BarButton icon={IconTag} keys="t" disabled={off}>
          Tags
        </BarButton>
      </TagMenu>
      <BarButton icon={archived ? IconArchiveOff : IconArchive} keys="e" disabled={off} onClick={archive}>
        {archiving}
      </BarButton>
      <Menu position="top-end" shadow="md">
        <Menu.Target>
          <BarButton icon={IconDots} label="More" />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon of={IconDownload} />} onClick={onExport}>
            Export as CSV
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<Icon of={IconTrash} />}
            disabled={off}
            onClick={() => onAct("deleted", (call) => deleteAll(call, type, rows))}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span className={styles.line} />
      <BarButton icon={IconX} label="Clear the selection" onClick={onClear} />
    </div>
  );
}

/** Adds the letters of the bar's buttons to the page's shortcuts while there is something to edit. */
function useBulkKeys(off: boolean, letters: Record<string, [label: string, run: () => void]>): void {
  const keys = Object.entries(letters).map(([keys, [label, run]]) => ({
    keys,
    label: `${label}, of what is selected`,
    group: "Lists",
    run,
  }));
  useShortcuts(off ? [] : keys);
}

type ButtonProps = React.ComponentProps<"button"> & {
  icon: IconType;
  keys?: string;
  label?: string; // where the icon stands alone
  children?: ReactNode;
};

function BarButton({ icon, keys, label, children, ...button }: ButtonProps) {
  return (
    <button type="button" aria-label={label} aria-keyshortcuts={keys?.toUpperCase()} {...button}>
      <Icon of={icon} />
      {children}
      {keys && <KeyHint plain keys={keys} />}
    </button>
  );
}
