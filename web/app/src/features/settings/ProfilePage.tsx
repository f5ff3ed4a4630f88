import { Button, PasswordInput, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { api } from "@roomkey/client";
import { fetchPeople, useObservable, useOwnName, useSession } from "@roomkey/client/react";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Avatar } from "../../ui/Avatar";
import { type Density, density, setDensity } from "../../ui/density";
import { FailureNote } from "../../ui/FailureNote";
import { Icon, type IconType } from "../../ui/Icon";
import { letters, setLetters } from "../../ui/letters";
import { Section } from "../../ui/Section";
import { tellDone, toasts } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { type Theme, useTheme } from "../../ui/useTheme";
import { changePassword } from "./changePassword";
import { roleNames } from "./roles";
import styles from "./SettingsPage.module.css";

const densities: { value: Density; label: string }[] = [
  { value: "compact", label: "Compact" },
  { value: "comfortable", label: "Comfortable" },
  { value: "large", label: "Large" },
];

export default function ProfilePage() {
  return (
    <>
      <Profile />
      <Appearance />
      <NewPassword />
    </>
  );
}

function Profile() {
  const { client } = useSession();
  const { id, email, role } = client.user;
  const known = useOwnName();
  const [typed, setTyped] = useState<string>();
  const name = typed ?? known;
  const { busy, failure, run, at } = useAction();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await api("PATCH", "/me", { name });
      await fetchPeople();
      setTyped(undefined);
      tellDone("Your name was changed. Others see it when they next load their people.");
    });
  };
  return (
    <Section title="Profile">
      <form className={styles.profile} onSubmit={save}>
        <Avatar person={{ id, name }} size={64} label="" />
        <div className={styles.fields}>
          <TextInput
            label="Name"
            value={name}
            maxLength={120}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={at("name") ?? (name.trim() ? undefined : "A name is needed")}
          />
          <TextInput
            label="Email"
            value={email}
            readOnly
            inputWrapperOrder={["label", "input", "description", "error"]}
            description={`${roleNames[role]}. Brokers change addresses.`}
          />
        </div>
        <FailureNote of={failure} fields={["name", "password", "currentPassword"]} />
        <Button type="submit" variant="default" loading={busy} disabled={!name.trim() || name === known}>
          Save the name
        </Button>
      </form>
    </Section>
  );
}

function Appearance() {
  const { client } = useSession();
  const { theme, setTheme } = useTheme();
  const dense = useObservable(density);
  const on = useObservable(letters);
  return (
    <Section title="Appearance">
      <Setting label="Theme">
        <SegmentedControl
          aria-label="Theme"
          value={theme}
          onChange={(value) => setTheme(value as Theme)}
          data={[
            { value: "light", label: <With icon={IconSun}>Light</With> },
            { value: "dark", label: <With icon={IconMoon}>Dark</With> },
            { value: "auto", label: "System" },
          ]}
        />
      </Setting>
      <Setting label="Text and rows">
        <SegmentedControl
          aria-label="Text and rows"
          value={dense}
          onChange={(value) => {
            setDensity(value as Density);
            client.preferences.set("density", value);
          }}
          data={densities}
        />
      </Setting>
      <Switch
        checked={on}
        onChange={({ currentTarget: { checked } }) => {
          setLetters(checked);
          client.preferences.set("letters", checked);
        }}
        label="Shortcuts of single letters"
        description="Such as C for a new record. Ctrl or ⌘ with a letter always works, and ? in the menu shows all."
      />
    </Section>
  );
}

/** A new password ends every sign-in, so this device signs in again with it at once. */
function NewPassword() {
  const { client } = useSession();
  const { busy, failure, run, at } = useAction();
  const [again, setAgain] = useState(false);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const password = String(data.get("password"));
    setAgain(password !== data.get("again"));
    if (password !== data.get("again")) return;
    let isSignedIn = false;
    const done = await run(async () => {
      isSignedIn = await changePassword(client.user.email, String(data.get("current")), password);
    });
    if (!done) return;
    form.reset();
    if (isSignedIn) {
      client.reconnect(true);
      tellDone("Your password was changed. Your other devices have to sign in again.");
    } else toasts.show({ text: "Your password was changed. Sign in with the new one.", stays: true });
  };
  return (
    <Section title="Password">
      <p className={styles.muted}>
        If a device is lost, sign it out under Devices before you change the password: then it deletes what it holds.
      </p>
      <form className={styles.fields} onSubmit={(event) => void save(event)}>
        <PasswordInput
          label="Current password"
          name="current"
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={at("currentPassword")}
        />
        <PasswordInput
          label="New password"
          name="password"
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
          description="At least 10 characters."
          error={at("password")}
        />
        <PasswordInput
          label="New password again"
          name="again"
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={again ? "It is not the same" : undefined}
        />
        <FailureNote of={failure} fields={["name", "password", "currentPassword"]} />
        <div>
          <Button type="submit" variant="default" loading={busy}>
            Change the password
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <span className={styles.label}>{label}</span>
      {children}
    </div>
  );
}

function With({ icon, children }: { icon: IconType; children: ReactNode }) {
  return (
    <span className={styles.with}>
      <Icon of={icon} />
      {children}
    </span>
  );
}
