import {
  IconActivityHeartbeat,
  IconBookmark,
  IconChartBar,
  IconHome,
  IconInbox,
  IconSettings,
  IconSparkles,
  IconTableImport,
} from "@tabler/icons-react";
import type { IconType } from "../ui/Icon";
import { recordsIcon } from "../ui/recordIcons";

const icons: Record<string, IconType> = {
  home: IconHome,
  inbox: IconInbox,
  tasks: IconSparkles,
  view: IconBookmark,
  reports: IconChartBar,
  import: IconTableImport,
  monitoring: IconActivityHeartbeat,
  settings: IconSettings,
};

/** The icon of a place by its name, or by the record type that it lists. */
export function placeIcon(name: string): IconType {
  return icons[name] ?? recordsIcon(name);
}
