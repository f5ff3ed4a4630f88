import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { User } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconPlugOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { Banner } from "../../ui/Banner";
import { ending } from "./describe";
import { SignInForm } from "./SignInForm";

/** Shown when the server has said not to come back: why, and the way on. Nothing on this device is lost by it. */
export function Ended() {
  const { client, onSignOut } = useSession();
  const connection = useObservable(client.socket.connection);
  const [asking, { open, close }] = useDisclosure();
  const code = connection.state === "ended" ? connection.code : undefined;
  const { message, way } = ending(code ?? 0);

  useEffect(() => {
    if (way === "wipe") onSignOut(message);
  }, [way, message, onSignOut]);

  if (code === undefined || way === "wipe") return null;
  const signedIn = (user: User) => {
    if (user.id !== client.user.id) location.assign("/");
    close();
    client.reconnect();
  };
  return (
    <>
      <Banner
        tone="red"
        icon={IconPlugOff}
        title={message}
        role="alert"
        actions={
          <Button size="xs" variant="default" onClick={way === "sign-in" ? open : () => client.reconnect()}>
            {way === "sign-in" ? "Sign in again" : "Try again"}
          </Button>
        }
      />
      <Modal opened={asking} onClose={close} title="Sign in again" closeButtonProps={{ "aria-label": "Close" }}>
        <SignInForm email={client.user.email} onSignedIn={signedIn} />
      </Modal>
    </>
  );
}
