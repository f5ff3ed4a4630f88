import { Alert, Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { signIn, type User } from "../sync/client";
import { Problem } from "../sync/http";

export function SignIn({ onSignedIn }: { onSignedIn: (user: User) => Promise<void> }) {
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
        cause instanceof Problem ? cause.message : "Roomkey can't be reached. Check your connection and try again.",
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={380} component="form" onSubmit={submit}>
        <Stack>
          <Title order={1} size="h2">
            Roomkey
          </Title>
          <TextInput label="Email" name="email" type="email" autoComplete="username" required withAsterisk={false} />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          {error && (
            <Alert color="red" role="alert">
              {error}
            </Alert>
          )}
          <Button type="submit" loading={busy}>
            Sign in
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
