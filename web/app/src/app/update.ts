import { registerSW } from "virtual:pwa-register";
import { toasts } from "../ui/toasts";

/** How often a page that stays open asks whether there is a new version, in milliseconds. */
const askEvery = 60 * 60_000;

/** Installs the service worker, and offers each new version of the app: nobody's page is reloaded under their hands. */
export function watchForUpdates(): void {
  const update = registerSW({
    immediate: true,
    onNeedRefresh: () => {
      const action = { label: "Reload", run: () => void update(true) };
      toasts.show({ key: "update", text: "A new version of Roomkey is ready.", action, stays: true });
    },
    onRegisteredSW: (_, registration) => {
      if (registration) setInterval(() => void registration.update().catch(() => undefined), askEvery);
    },
  });
}
