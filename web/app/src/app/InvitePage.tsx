import { Button, Text } from "@mantine/core";
import { type Invited, Problem, readInvitation, type User } from "@roomkey/client";
import { useCallback, useEffect, useState } from "react";
import { ErrorState } from "../ui/ErrorState";
import { SkeletonRows } from "../ui/SkeletonRows";
import { Entrance } from "./Entrance";
import styles from "./Entrance.module.css";
import { invitationToken } from "./invitation";
import { JoinForm } from "./JoinForm";

type Props = {
  onLeave: () => void; // to Roomkey, or to its sign-in
} & (
  | { user: User; onSignOut: () => void } // who is signed in on this device
  | { user?: undefined; onJoined: (user: User) => Promise<void> }
);

/** The page that the link of an invitation opens. */
export function InvitePage(props: Props) {
  const { user, onLeave } = props;
  const { token, invited, failed, retry } = useInvitation();
  const leave = user ? "Go to Roomkey" : "Sign in";
  if (failed instanceof Problem && failed.status < 500 && failed.status !== 429) {
    return (
      <Entrance title="This invitation can't be used">
        <div role="alert">
          <Text>
            It was used or withdrawn, a newer link has taken its place, or it has expired. A link that was not copied
            whole does not work either. Ask whoever sent it for a new one.
          </Text>
        </div>
        <Text mt="md">If you have already set a password with this link, sign in.</Text>
        <Button mt="lg" size="lg" fullWidth variant="default" onClick={onLeave}>
          {leave}
        </Button>
      </Entrance>
    );
  }
  if (failed) {
    return (
      <Entrance title="Your invitation">
        <ErrorState title="It could not be fetched" why={failed} onRetry={retry} />
      </Entrance>
    );
  }
  if (!invited) {
    return (
      <Entrance title="Your invitation">
        <SkeletonRows rows={3} />
      </Entrance>
    );
  }
  if (props.user) {
    return (
      <Entrance title={`You are signed in as ${props.user.name}`}>
        <Text>
          This link invites {invited.email} to {invited.brokerage}. Sign out to accept it: signing out removes the
          records of {props.user.email} from this device.
        </Text>
        <Button mt="lg" size="lg" fullWidth onClick={props.onSignOut}>
          Sign out and accept
        </Button>
        <Button mt="sm" size="lg" fullWidth variant="default" onClick={onLeave}>
          Stay signed in
        </Button>
      </Entrance>
    );
  }
  return (
    <Entrance title={`Join ${invited.brokerage}`}>
      <JoinForm key={token} token={token} invited={invited} onJoined={props.onJoined} onNotGood={retry} />
      <p className={styles.aside}>
        Already have an account?{" "}
        <Button variant="transparent" size="compact-sm" onClick={onLeave}>
          Sign in
        </Button>
      </p>
    </Entrance>
  );
}

type Reading = { invited?: Invited; failed?: Error };

/** What the link in the address invites to, asked again where another link takes its place. */
function useInvitation() {
  const [token, setToken] = useState(invitationToken);
  const [reading, setReading] = useState<Reading>({});
  const read = useCallback((token: string) => {
    let left = false;
    setReading({});
    readInvitation(token || "-").then(
      (invited) => left || setReading({ invited }),
      (failed: Error) => left || setReading({ failed }),
    );
    return () => {
      left = true;
    };
  }, []);
  useEffect(() => read(token), [read, token]);
  useEffect(() => {
    const look = () => setToken(invitationToken());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  return { token, ...reading, retry: () => void read(token) };
}
