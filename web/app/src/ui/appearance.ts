import { deviceStore } from "@roomkey/client";

/** What a user's theme, density and shortcuts are kept under on a device, between starts; the first is Mantine's. */
const keys = ["mantine-color-scheme-value", "roomkey/density", "roomkey/letters"];

/**
 * Has the device look as it does by itself: nobody is signed in, and the next one may be somebody else. Whoever comes
 * back finds what they have set among their preferences.
 */
export function forgetAppearance(): void {
  for (const key of keys) deviceStore.removeItem(key);
}
