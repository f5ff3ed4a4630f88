import { Alert } from "@mantine/core";
import type { User } from "@roomkey/client";
import { IconDeviceLaptop, IconKey } from "@tabler/icons-react";
import { SignInForm } from "../features/status/SignInForm";
import { Icon } from "../ui/Icon";
import { DemoNotice } from "./DemoNotice";
import { Dusk } from "./Dusk";
import styles from "./SignIn.module.css";

type Props = { onSignedIn: (user: User) => Promise<void>; notice?: string };

/** The page for who is not signed in. */
export function SignIn({ onSignedIn, notice }: Props) {
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
          <h1>Sign in</h1>
          {notice && (
            <Alert color="gray" mb="md" role="status">
              {notice}
            </Alert>
          )}
          <DemoNotice />
          <SignInForm onSignedIn={onSignedIn} />
          <div className={styles.note}>
            <Icon of={IconDeviceLaptop} />
            <span>
              You can read and edit without a network after the first sign-in. Signing out removes the records from this
              device.
            </span>
          </div>
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
