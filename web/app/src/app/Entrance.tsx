import { IconKey } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "../ui/Icon";
import { Dusk } from "./Dusk";
import styles from "./Entrance.module.css";

type Props = { title: string; children: ReactNode };

/** What stands around the pages for who is not in Roomkey yet. */
export function Entrance({ title, children }: Props) {
  return (
    <div className={styles.page}>
      <main className={styles.left}>
        <div className={styles.form}>
          <div className={styles.brand}>
            <span className={styles.logo}>
              <Icon of={IconKey} size="large" />
            </span>
            Roomkey
          </div>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
      <aside className={styles.right} aria-label="About Roomkey">
        <Dusk />
        <p className={styles.words}>
          Every escrow, listing and lead, together and in your hand.
          <span>It works where the signal does not: in the basement, on the road, at the open house.</span>
        </p>
      </aside>
    </div>
  );
}
