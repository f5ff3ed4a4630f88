import {
  IconBuildingCommunity,
  IconCalendar,
  IconFile,
  IconFileDollar,
  IconFlame,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import type { IconType } from "./Icon";

const icons: Record<string, IconType> = {
  escrow: IconFileDollar,
  listing: IconBuildingCommunity,
  client: IconUser,
  appointment: IconCalendar,
  lead: IconFlame,
};

/** The icon of one record of a type: "escrow", "listing", "client", "appointment", "lead". */
export function recordIcon(type: string): IconType {
  return icons[type] ?? IconFile;
}

/** The icon of a list of a type's records. */
export function recordsIcon(type: string): IconType {
  return type === "client" ? IconUsers : recordIcon(type);
}
