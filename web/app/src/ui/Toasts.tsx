import { CloseButton } from "@mantine/core";
import { useObservable } from "@roomkey/client/react";
import { type ReactNode, useEffect, useState } from "react";
import { Avatar } from "./Avatar";
import { KeyHint } from "./KeyHint";
import styles from "./Toasts.module.css";
import { shownFor, type Toast, toasts } from "./toasts";
import { useShortcuts } from "./useShortcuts";

/**
 * The toasts at the lower left of the page, and above them the cards that are its children. Toasts are read out once,
 * and wait while somebody points at them.
 */
export function ToastList({ children }: { children: ReactNode }) {
  const shown = useObservable(toasts.shown);
  const [held, setHeld] = useState(false);
  const gone = useObservable(toasts.gone);
  const undo = gone.length > 0 || toasts.offers("Undo");
  useShortcuts(undo ? [{ keys: "mod+z", label: "Undo", group: "Everywhere", run: () => toasts.undo() }] : []);
  useEffect(() => () => toasts.forget(), []);
  return (
    <div className={styles.corner}>
      {children}
      <div
        role="status"
        aria-label="Told"
        className={styles.toasts}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
      >
        {shown.map((toast) => (
          <Shown key={toast.id} toast={toast} held={held} />
        ))}
      </div>
    </div>
  );
}

function Shown({ toast, held }: { toast: Toast; held: boolean }) {
  const { id, text, person, action, stays } = toast;
  const time = shownFor(toast);
  useEffect(() => {
    if (held || stays) return;
    const timer = setTimeout(() => toasts.dismiss(id), time);
    return () => clearTimeout(timer);
  }, [id, held, stays, time]);
  return (
    <div className={styles.toast}>
      {person && <Avatar person={person} size={20} label="" />}
      <span className={styles.text}>{text}</span>
      {action && (
        <button type="button" className={styles.action} onClick={() => toasts.act(toast)}>
          {action.label}
          {action.label === "Undo" && <KeyHint keys="mod+z" />}
        </button>
      )}
      <CloseButton size="sm" aria-label="Dismiss" onClick={() => toasts.dismiss(id)} />
    </div>
  );
}
