import type { User } from "@roomkey/client";
import {
  IconBell,
  IconCalendar,
  IconClipboardList,
  IconDatabase,
  IconDevices,
  IconDownload,
  IconKey,
  IconPlug,
  IconUser,
  IconUsers,
  IconWebhook,
} from "@tabler/icons-react";
import { type ComponentType, lazy } from "react";
import type { IconType } from "../../ui/Icon";

/** A page of the settings; id is the end of its address. */
export type SettingsEntry = { id: string; label: string; icon: IconType; page: ComponentType };

const own: SettingsEntry[] = [
  { id: "profile", label: "Profile", icon: IconUser, page: lazy(() => import("./ProfilePage")) },
  { id: "notifications", label: "Notifications", icon: IconBell, page: lazy(() => import("./NotificationsPage")) },
  { id: "devices", label: "Devices", icon: IconDevices, page: lazy(() => import("./DevicesPage")) },
  { id: "tokens", label: "Personal tokens", icon: IconKey, page: lazy(() => import("./TokensPage")) },
  { id: "calendar", label: "Calendar feed", icon: IconCalendar, page: lazy(() => import("./CalendarPage")) },
  { id: "webhooks", label: "Webhooks", icon: IconWebhook, page: lazy(() => import("./WebhooksPage")) },
  { id: "export", label: "Export", icon: IconDownload, page: lazy(() => import("./ExportPage")) },
  { id: "storage", label: "Offline storage", icon: IconDatabase, page: lazy(() => import("./StoragePage")) },
];

const brokerage: SettingsEntry[] = [
  { id: "members", label: "Members and teams", icon: IconUsers, page: lazy(() => import("./MembersPage")) },
  { id: "plugins", label: "Plugins", icon: IconPlug, page: lazy(() => import("./PluginsPage")) },
  { id: "access", label: "Sign-ins and tokens", icon: IconKey, page: lazy(() => import("./AccessPage")) },
  { id: "audit", label: "Audit log", icon: IconClipboardList, page: lazy(() => import("./AuditPage")) },
];

/** The pages that a user has, under their headings. */
export function settingsFor({ role }: Pick<User, "role">): { title: string; entries: SettingsEntry[] }[] {
  const you = { title: "You", entries: own };
  return role === "broker" ? [you, { title: "Brokerage", entries: brokerage }] : [you];
}
