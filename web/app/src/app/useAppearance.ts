import { useMantineColorScheme } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect } from "react";
import { densities, setDensity } from "../ui/density";
import { setLetters } from "../ui/letters";
import { themes } from "../ui/useTheme";

/** Shows the app as the user has set it on any of their devices. What they have not set is as it was on this one. */
export function useAppearance(): void {
  const { client } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const set = (name: string) => client.preferences.values.get()[name];
  const theme = useObservable(client.preferences.values, () => themes.find((one) => one === set("theme")));
  const density = useObservable(client.preferences.values, () => densities.find((one) => one === set("density")));
  const letters = useObservable(client.preferences.values, () => set("letters"));
  // biome-ignore lint/correctness/useExhaustiveDependencies: Mantine makes the function anew each time
  useEffect(() => {
    if (theme) setColorScheme(theme);
  }, [theme]);
  useEffect(() => {
    if (density) setDensity(density);
  }, [density]);
  useEffect(() => {
    if (typeof letters === "boolean") setLetters(letters);
  }, [letters]);
}
