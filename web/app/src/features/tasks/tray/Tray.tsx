import { VisuallyHidden } from "@mantine/core";
import { isActive, serverNow } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Icon } from "../../../ui/Icon";
import { Sheet } from "../../../ui/Sheet";
import { askForTask, asking } from "../asking";
import { inTray } from "../words";
import { TrayPanel } from "./TrayPanel";
import styles from "./tray.module.css";
import { useNews } from "./useNews";

const RunDialog = lazy(() => import("../RunDialog").then((module) => ({ default: module.RunDialog })));

/**
 * The tray at the lower right: the user's tasks under way, those to review, and how the last ones ended. On a phone it
 * is a pill, and a sheet.
 */
export function Tray({ phone }: { phone: boolean }) {
  const { client } = useSession();
  const all = useObservable(client.tasks.all);
  const dismissed = useObservable(client.tasks.dismissed);
  const [opened, setOpened] = useState(false);
  const question = useObservable(asking);
  const tasks = inTray(all.values(), client.user.id, dismissed, serverNow());
  const running = tasks.filter(isActive).length;
  const waiting = tasks.filter(({ status }) => status === "review").length;
  const counts = [running > 0 && `${running} running`, waiting > 0 && `${waiting} to review`]
    .filter(Boolean)
    .join(", ");
  const isEmpty = tasks.length === 0 && !opened;
  const news = useNews(all, client.user.id);
  const button = useRef<HTMLButtonElement>(null);
  const fold = useRef<HTMLButtonElement>(null);
  const byButton = useRef(false);
  useEffect(() => {
    if (opened && byButton.current) fold.current?.focus(); // the button that had the focus is gone
    byButton.current = false;
  }, [opened]);
  const close = () => {
    setOpened(false);
    setTimeout(() => button.current?.focus());
  };
  const panel = { tasks, counts, onAsk: () => askForTask(), onLeave: () => setOpened(false) };

  return (
    <>
      <VisuallyHidden role="log" aria-live="polite" aria-label="Task news">
        {news}
      </VisuallyHidden>
      <div className={styles.corner} data-idle={running + waiting === 0 || undefined} data-empty={isEmpty || undefined}>
        {opened && !phone ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: Escape folds the tray from wherever the focus is in it
          <div className={styles.tray} onKeyDown={(event) => event.key === "Escape" && close()}>
            <TrayPanel {...panel} onFold={close} foldRef={fold} />
          </div>
        ) : (
          <button
            ref={button}
            type="button"
            aria-expanded={opened}
            className={styles.pill}
            onClick={() => {
              byButton.current = true;
              setOpened(true);
            }}
          >
            <Icon of={IconSparkles} />
            <span>AI tasks</span>
            {counts && <b>{counts}</b>}
          </button>
        )}
      </div>
      {phone && (
        <Sheet opened={opened} onClose={close} title="AI tasks">
          <TrayPanel {...panel} />
        </Sheet>
      )}
      {question && (
        <Suspense>
          <RunDialog {...question} onClose={() => asking.set(undefined)} onStarted={() => setOpened(true)} />
        </Suspense>
      )}
    </>
  );
}
