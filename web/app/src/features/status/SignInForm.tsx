import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import type { User } from "@roomkey/client";
import { Problem, sentence, signIn } from "@roomkey/client";
import { IconAlertCircle } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./SignInForm.module.css";

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
      <Stack gap="md">
        <TextInput
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          required
          withAsterisk={false}
        />
        <div>
          <PasswordInput
            label="Password"
            name="password"
            error={error !== undefined}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": "Show what is typed", "aria-hidden": undefined, tabIndex: 0 }}
          />
          {error && (
            <div role="alert" className={styles.error}>
              <Icon of={IconAlertCircle} />
              <span>{error}</span>
            </div>
          )}
        </div>
        <Button type="submit" size="lg" fz="sm" fullWidth loading={busy}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
