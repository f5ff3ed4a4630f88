import { Alert } from "@mantine/core";
import type { User } from "@roomkey/client";
import { IconDeviceLaptop } from "@tabler/icons-react";
import { SignInForm } from "../features/status/SignInForm";
import { Icon } from "../ui/Icon";
import { DemoNotice } from "./DemoNotice";
import { Entrance } from "./Entrance";
import styles from "./Entrance.module.css";

type Props = { onSignedIn: (user: User) => Promise<void>; notice?: string };

/** The page for who is not signed in. */
export function SignIn({ onSignedIn, notice }: Props) {
  return (
    <Entrance title="Sign in">
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
    </Entrance>
  );
}
