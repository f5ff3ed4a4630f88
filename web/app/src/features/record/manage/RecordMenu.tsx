import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { type Row, show } from "@roomkey/client";
import { useFollow, useObservable, useSession } from "@roomkey/client/react";
import {
  IconArchive,
  IconArchiveOff,
  IconDots,
  IconHistory,
  IconLink,
  IconStar,
  IconStarOff,
  IconTrash,
  IconUserCheck,
  IconUserShare,
} from "@tabler/icons-react";
import { useState } from "react";
import { type Command, useCommands } from "../../../ui/commands";
import { Icon, type IconType } from "../../../ui/Icon";
import { tellDone } from "../../../ui/toasts";
import { useShortcuts } from "../../../ui/useShortcuts";
import { useDoc, useRecord } from "../page/OpenRecord";
import { titleText } from "../page/titleText";
import { ConvertDialog } from "./ConvertDialog";
import { mayManage } from "./rights";
import { TransferDialog } from "./TransferDialog";
import { useConvert } from "./useConvert";
import { useManage } from "./useManage";

type Item = { label: string; icon: IconType; run: () => void; bad?: boolean; offline?: boolean };

/** What can be done with the record as a whole; the palette offers the same. */
export function RecordMenu({ onHistory }: { onHistory: () => void }) {
  const { type, id, shared, readOnly } = useRecord();
  const { client } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const connected = useObservable(client.socket.connection).state === "connected";
  const title = useDoc(shared, (doc) => titleText(type, doc));
  const converted = useDoc(shared, (doc) => show(doc?.client));
  const [giving, setGiving] = useState(false);
  const [opened, setOpened] = useState(false);
  const manage = useManage();
  const { known, convert } = useConvert();
  const [clients, setClients] = useState<Row[]>([]); // that a lead may be, to choose one
  const { follows, follow } = useFollow(id);
  const managed = mayManage(client.user, row);
  const archived = Boolean(row?.archivedAt);
  const copyLink = () => void navigator.clipboard?.writeText(location.href).then(() => tellDone("Copied the link"));
  const toClient = () => {
    const found = known();
    if (found.length === 0) void convert();
    setClients(found);
  };

  const items: Item[] = [
    ...(type.name === "lead" && !readOnly && !converted
      ? [{ label: "Convert to client", icon: IconUserCheck, run: toClient, offline: true }]
      : []),
    { label: "History", icon: IconHistory, run: onHistory },
    {
      label: follows ? "Stop following" : "Follow",
      icon: follows ? IconStarOff : IconStar,
      run: () => follow(!follows),
      offline: true,
    },
    { label: "Copy link", icon: IconLink, run: copyLink, offline: true },
    ...(managed ? [{ label: "Owner and visibility", icon: IconUserShare, run: () => setGiving(true) }] : []),
    ...(managed && !archived ? [{ label: "Archive", icon: IconArchive, run: () => void manage.archive() }] : []),
    ...(managed && archived ? [{ label: "Restore", icon: IconArchiveOff, run: () => void manage.restore() }] : []),
    ...(managed ? [{ label: "Delete", icon: IconTrash, run: () => void manage.remove(), bad: true }] : []),
  ];
  const usable = items.filter(({ offline }) => connected || offline);
  useCommands(
    `On ${title}`,
    usable.map(({ label, icon, run }): Command => ({ label, icon, run })),
  );
  useShortcuts(
    managed && connected && !archived
      ? [{ keys: "e", label: "Archive", group: "This record", run: () => void manage.archive() }]
      : [],
  );
  return (
    <>
      <Tooltip label="History">
        <ActionIcon
          variant="default"
          size={32}
          visibleFrom="sm"
          aria-label="Open the history"
          disabled={!connected}
          onClick={onHistory}
        >
          <Icon of={IconHistory} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" returnFocus opened={opened} onChange={setOpened}>
        <Menu.Target>
          <Tooltip label="More actions" disabled={opened}>
            <ActionIcon variant="default" size={32} className="rk-plain" aria-label="More actions" data-more="">
              <Icon of={IconDots} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown aria-label="More actions">
          {items.map(({ label, icon, run, bad, offline }) => (
            <Menu.Item
              key={label}
              leftSection={<Icon of={icon} />}
              color={bad ? "red" : undefined}
              disabled={!connected && !offline}
              onClick={run}
            >
              {label}
            </Menu.Item>
          ))}
          {!connected && <Menu.Label>Gray ones need a connection.</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
      {clients.length > 0 && (
        <ConvertDialog known={clients} onConvert={(id) => void convert(id)} onClose={() => setClients([])} />
      )}
      {giving && <TransferDialog onClose={() => setGiving(false)} />}
    </>
  );
}
