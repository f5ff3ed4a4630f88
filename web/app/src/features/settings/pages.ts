import type { User } from "@roomkey/client";
import {
  IconBell,
  IconCalendar,
  IconCalendarDue,
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

/** A page of the settings; id is the end of its address, also the words by which people look for what it holds. */
export type SettingsEntry = { id: string; label: string; also: string; icon: IconType; page: ComponentType };

const own: SettingsEntry[] = [
  {
    id: "profile",
    label: "Profile",
    also: "my name email password theme density text size shortcuts",
    icon: IconUser,
    page: lazy(() => import("./ProfilePage")),
  },
  {
    id: "notifications",
    label: "Notifications",
    also: "alerts sound desktop quiet hours",
    icon: IconBell,
    page: lazy(() => import("./NotificationsPage")),
  },
  {
    id: "devices",
    label: "Devices",
    also: "sessions sign out everywhere",
    icon: IconDevices,
    page: lazy(() => import("./DevicesPage")),
  },
  {
    id: "tokens",
    label: "Personal tokens",
    also: "api keys scripts",
    icon: IconKey,
    page: lazy(() => import("./TokensPage")),
  },
  {
    id: "calendar",
    label: "Calendar feed",
    also: "ics subscribe outlook google",
    icon: IconCalendar,
    page: lazy(() => import("./CalendarPage")),
  },
  {
    id: "webhooks",
    label: "Webhooks",
    also: "zapier events",
    icon: IconWebhook,
    page: lazy(() => import("./WebhooksPage")),
  },
  {
    id: "export",
    label: "Export",
    also: "download csv excel",
    icon: IconDownload,
    page: lazy(() => import("./ExportPage")),
  },
  {
    id: "storage",
    label: "Offline storage",
    also: "offline space disk",
    icon: IconDatabase,
    page: lazy(() => import("./StoragePage")),
  },
];

const brokerage: SettingsEntry[] = [
  {
    id: "members",
    label: "Members and teams",
    also: "invite add user people roles leave disable",
    icon: IconUsers,
    page: lazy(() => import("./MembersPage")),
  },
  {
    id: "escrow-days",
    label: "Escrow days",
    also: "contingency contingencies deposit investigation appraisal loan deadlines brokerage",
    icon: IconCalendarDue,
    page: lazy(() => import("./EscrowDaysPage")),
  },
  {
    id: "plugins",
    label: "Plugins",
    also: "install grants",
    icon: IconPlug,
    page: lazy(() => import("./PluginsPage")),
  },
  {
    id: "access",
    label: "Sign-ins and tokens",
    also: "sessions revoke who is signed in",
    icon: IconKey,
    page: lazy(() => import("./AccessPage")),
  },
  {
    id: "audit",
    label: "Audit log",
    also: "history who changed what",
    icon: IconClipboardList,
    page: lazy(() => import("./AuditPage")),
  },
];

/** The pages that a user has, under their headings. */
export function settingsFor({ role }: Pick<User, "role">): { title: string; entries: SettingsEntry[] }[] {
  const you = { title: "You", entries: own };
  return role === "broker" ? [you, { title: "Brokerage", entries: brokerage }] : [you];
}
