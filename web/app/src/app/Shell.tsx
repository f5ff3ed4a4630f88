import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useObservable } from "@roomkey/client/react";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Teller } from "../features/inbox/Teller";
import { creating } from "../features/record/create/creating";
import { useCreating } from "../features/record/create/useCreating";
import { BadgeStrip } from "../features/status/Badge";
import { Ended } from "../features/status/Ended";
import { OfflineBanner } from "../features/status/OfflineBanner";
import { StaleBanner } from "../features/status/StaleBanner";
import { Tray } from "../features/tasks/tray/Tray";
import { BarSlot } from "../ui/CommandBar";
import { useColours } from "../ui/colours";
import { Letters, useLetters } from "../ui/faces";
import { ToastList } from "../ui/Toasts";
import { KeysHelp } from "./KeysHelp";
import { PhoneBar, PhoneSlot } from "./PhoneBar";
import { Sidebar } from "./Sidebar";
import styles from "./shell.module.css";
import { useShellShortcuts } from "./shortcuts";
import { useAppearance } from "./useAppearance";

const CreateDialog = lazy(() =>
  import("../features/record/create/CreateDialog").then((module) => ({ default: module.CreateDialog })),
);
const Palette = lazy(() => import("./palette/Palette").then((module) => ({ default: module.Palette })));

/** The frame around every page: the sidebar, or a phone's bars, and what is true of all pages. */
export function Shell() {
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false });
  const [searching, { open: search, close }] = useDisclosure();
  useShellShortcuts(search);
  useAppearance();
  useCreating();
  useColours();
  const letters = useLetters();
  const making = useObservable(creating);
  return (
    <Letters value={letters}>
      <div className={styles.shell}>
        <a href="#main" className={styles.skip}>
          Skip to content
        </a>
        {!phone && <Sidebar onSearch={search} />}
        <main id="main" tabIndex={-1} className={styles.panel}>
          <Ended />
          {phone && <BadgeStrip />}
          <BarSlot value={phone ? <PhoneSlot onSearch={search} /> : null}>
            <div className={styles.page}>
              <Suspense>
                <Outlet />
              </Suspense>
            </div>
          </BarSlot>
        </main>
        {phone && <PhoneBar />}
        <Tray phone={phone} />
        <KeysHelp />
        {making && (
          <Suspense>
            <CreateDialog />
          </Suspense>
        )}
        <Teller />
        <ToastList>
          <OfflineBanner />
          <StaleBanner />
        </ToastList>
        {searching && (
          <Suspense>
            <Palette onClose={close} />
          </Suspense>
        )}
      </div>
    </Letters>
  );
}
