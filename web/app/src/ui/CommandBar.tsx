import { createContext, type ReactNode, useContext, useEffect } from "react";
import styles from "./CommandBar.module.css";

/** What the shell puts into every page's bar on a phone: the connection's badge, search. */
export const BarSlot = createContext<ReactNode>(null);

type Props = {
  path?: ReactNode; // before the title: where this stands, with links
  title?: ReactNode; // the page's only h1; a page without one here has it below
  note?: ReactNode; // beside the title, muted: a count or a date
  children?: ReactNode; // between the title and the actions: Tabs, a path
  actions?: ReactNode; // at the end: faces, buttons
};

/** The bar that every page begins with: its title, its tabs, its actions. */
export function CommandBar({ path, title, note, children, actions }: Props) {
  const slot = useContext(BarSlot);
  useEffect(() => {
    if (typeof title === "string") document.title = `${title} · Roomkey`;
  }, [title]);
  return (
    <div className={styles.bar}>
      {path && <span className={styles.path}>{path}</span>}
      {title !== undefined && <h1>{title}</h1>}
      {note !== undefined && <span className={styles.note}>{note}</span>}
      <div className={styles.middle}>{children}</div>
      {slot}
      <div className={styles.actions}>{actions}</div>
    </div>
  );
}

/** The line below a bar, for filters and choices. It scrolls sideways where it is too narrow. */
export function LowBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-label={label} className={styles.low}>
      {children}
    </div>
  );
}

/**
 * The saved views or pages of a bar. Its children are links or buttons, the one that is shown with aria-current:
 * they are places to go, which a router's links are, and not a tab list.
 */
export function BarTabs({ label, children }: { label: string; children: ReactNode[] }) {
  return (
    <nav aria-label={label} className={styles.wide}>
      <ul className={styles.tabs}>
        {children.map((child, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the child has its own key
          <li key={index}>{child}</li>
        ))}
      </ul>
    </nav>
  );
}
