import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { awaitRecall, isOwnRevocation, type User } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconPlugOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { forgetAppearance } from "../../ui/appearance";
import { Banner } from "../../ui/Banner";
import { ending, lostWords } from "./describe";
import { SignInForm } from "./SignInForm";

/** The code of an end. What names another sign-in than this device's own is no more than the end of one. */
function endOf({ code, reason }: { code: number; reason: string }): number {
  return code === 4502 && !isOwnRevocation(code, reason) ? 3500 : code;
}

/** Shown when the server has said not to come back: why, and the way on. Nothing on this device is lost by it. */
export function Ended() {
  const { client, onSignOut } = useSession();
  const connection = useObservable(client.socket.connection);
  const [asking, { open, close }] = useDisclosure();
  const code = connection.state === "ended" ? endOf(connection) : undefined;
  const { message, way } = ending(code ?? 0);

  useEffect(() => {
    if (way === "wipe") onSignOut(message + lostWords(client.outbox.count));
  }, [way, message, onSignOut, client]);

  useEffect(() => (way === "sign-in" ? awaitRecall(client.socket.connection) : undefined), [way, client]);

  if (code === undefined || way === "wipe") return null;
  const signedIn = (user: User) => {
    if (user.id !== client.user.id) {
      forgetAppearance();
      location.assign("/");
    }
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
