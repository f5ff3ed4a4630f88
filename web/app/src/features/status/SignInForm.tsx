import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { User } from "@roomkey/client";
import { Problem, sentence, signIn } from "@roomkey/client";
import { type FormEvent, useState } from "react";

type Props = { onSignedIn: (user: User) => Promise<void> | void; email?: string };

/** Email and password. */
export function SignInForm({ onSignedIn, email }: Props) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      await onSignedIn(await signIn(String(form.get("email")), String(form.get("password"))));
    } catch (cause) {
      setError(
        cause instanceof Problem
          ? sentence(cause.message)
          : "Roomkey can't be reached. Check your connection and try again.",
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          required
          withAsterisk={false}
        />
        <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} />
        {error && (
          <Alert color="red" role="alert">
            {error}
          </Alert>
        )}
        <Button type="submit" loading={busy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
