import { useMantineColorScheme } from "@mantine/core";
import { useSession } from "@roomkey/client/react";

export type Theme = "light" | "dark" | "auto";

export const themes: readonly Theme[] = ["light", "dark", "auto"];

/** The theme of this device, and how it is set: it follows the user to other devices. */
export function useTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const { client } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const setTheme = (theme: Theme) => {
    setColorScheme(theme);
    client.preferences.set("theme", theme);
  };
  return { theme: colorScheme, setTheme };
}
