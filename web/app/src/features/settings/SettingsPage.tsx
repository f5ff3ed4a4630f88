import { useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { Suspense, useEffect, useRef } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { Icon } from "../../ui/Icon";
import { SkeletonRows } from "../../ui/SkeletonRows";
import { settingsFor } from "./pages";
import styles from "./SettingsPage.module.css";

/** What a person sets for oneself, and the broker role for everybody: a list of pages, and the one that is open. */
export function SettingsPage({ page: id }: { page: string }) {
  const { client } = useSession();
  const parts = settingsFor(client.user);
  const open = parts.flatMap(({ entries }) => entries).find((entry) => entry.id === id);
  const Page = open?.page;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = nav.current?.querySelector(`[href$="/${CSS.escape(id)}"]`);
    link?.scrollIntoView({ block: "nearest", inline: "center" }); // a phone's line of pages may begin elsewhere
  }, [id]);
  return (
    <>
      <CommandBar title="Settings" note={open?.label} />
      <div className={styles.page}>
        <nav ref={nav} className={styles.nav} aria-label="Settings">
          {parts.map(({ title, entries }) => (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              <ul>
                {entries.map((entry) => (
                  <li key={entry.id}>
                    <Link
                      to="/settings/$page"
                      params={{ page: entry.id }}
                      aria-current={entry.id === id ? "page" : undefined}
                    >
                      <Icon of={entry.icon} />
                      {entry.label}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <div className={styles.content}>
          <Suspense fallback={<SkeletonRows rows={4} />}>
            {Page ? <Page /> : <p>There is no such page of settings, or it is for brokers alone.</p>}
          </Suspense>
        </div>
      </div>
    </>
  );
}
