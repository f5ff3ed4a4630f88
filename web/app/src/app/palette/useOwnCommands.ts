import { useSession } from "@roomkey/client/react";
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { settingsFor } from "../../features/settings/pages";
import type { CommandGroup } from "../../ui/commands";
import { useTheme } from "../../ui/useTheme";
import { useShowKeys } from "../shortcuts";
import { useLeave } from "../useLeave";

/** What concerns the user alone: the theme, the pages of the settings, the keys, signing out. */
export function useOwnCommands(): CommandGroup {
  const { client } = useSession();
  const { theme, setTheme } = useTheme();
  const navigate = useNavigate();
  const showKeys = useShowKeys();
  const leave = useLeave();
  const themes = [
    { value: "light", label: "Light theme", icon: IconSun },
    { value: "dark", label: "Dark theme", icon: IconMoon },
    { value: "auto", label: "Theme of this system", icon: IconDeviceDesktop },
  ] as const;
  return {
    title: "You",
    whenAsked: true,
    commands: [
      ...themes
        .filter(({ value }) => value !== theme)
        .map(({ value, label, icon }) => ({ label, icon, run: () => setTheme(value) })),
      ...settingsFor(client.user).flatMap(({ entries }) =>
        entries.map(({ id, label, also, icon }) => ({
          label: `Settings: ${label}`,
          also,
          icon,
          run: () => void navigate({ to: "/settings/$page", params: { page: id } }),
        })),
      ),
      { label: "Keyboard shortcuts", icon: IconKeyboard, keys: "?", run: showKeys },
      { label: "Sign out", icon: IconLogout, run: leave },
    ],
  };
}
