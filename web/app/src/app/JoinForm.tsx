import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { acceptInvitation, type Invited, Problem, type User } from "@roomkey/client";
import type { FormEvent } from "react";
import { roleWithArticle } from "../features/settings/roles";
import { FailureNote } from "../ui/FailureNote";
import { useAction } from "../ui/useAction";

type Props = {
  token: string;
  invited: Invited;
  onJoined: (user: User) => Promise<void>;
  onNotGood: () => void; // the link has ended meanwhile
};

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeStyle: "short" });

/** Name and password of who accepts an invitation. The address is the invitation's. */
export function JoinForm({ token, invited, onJoined, onNotGood }: Props) {
  const { busy, failure, run, at } = useAction();
  const join = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    await run(async () => {
      try {
        await onJoined(await acceptInvitation(token, String(data.get("name")), String(data.get("password"))));
      } catch (cause) {
        if (cause instanceof Problem && cause.status === 404) onNotGood();
        throw cause;
      }
    });
  };
  return (
    <form onSubmit={(event) => void join(event)}>
      <Stack gap="md">
        <Text>
          {invited.invitedBy} invites you to join {invited.brokerage} as {roleWithArticle(invited.role)}. The link is
          good until {when.format(Date.parse(invited.expiresAt))}.
        </Text>
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          value={invited.email}
          readOnly
          description="You sign in with it. The invitation is for this address."
        />
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          maxLength={120}
          required
          withAsterisk={false}
          error={at("name")}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          description="At least 10 characters."
          error={at("password")}
          visibilityToggleButtonProps={{ "aria-label": "Show what is typed", "aria-hidden": undefined, tabIndex: 0 }}
        />
        <FailureNote of={failure} fields={["name", "password"]} />
        <Button type="submit" size="lg" fullWidth loading={busy}>
          Join
        </Button>
      </Stack>
    </form>
  );
}
