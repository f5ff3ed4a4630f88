import { SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Avatar } from "../../ui/Avatar";
import { CommandBar } from "../../ui/CommandBar";
import { type Density, density, setDensity } from "../../ui/density";
import { Icon, type IconType } from "../../ui/Icon";
import { letters, setLetters } from "../../ui/letters";
import { Section } from "../../ui/Section";
import styles from "./SettingsPage.module.css";

const roles = { broker: "Broker", lead: "Team lead", agent: "Agent", viewer: "Viewer" };

const densities: { value: Density; label: string }[] = [
  { value: "compact", label: "Compact" },
  { value: "comfortable", label: "Comfortable" },
  { value: "large", label: "Large" },
];

/** What a person sets for oneself. It holds for this device. */
export function SettingsPage() {
  const { client } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dense = useObservable(density);
  const on = useObservable(letters);
  const { id, name, email, role } = client.user;
  return (
    <div className={styles.page}>
      <CommandBar title="Settings" />
      <div className={styles.content}>
        <Section title="Profile">
          <div className={styles.profile}>
            <Avatar person={{ id, name }} size={64} label="" />
            <div>
              <div className={styles.name}>{name}</div>
              <div className={styles.muted}>{email}</div>
              <div className={styles.muted}>{roles[role]}</div>
            </div>
          </div>
        </Section>
        <Section title="Appearance">
          <Setting label="Theme">
            <SegmentedControl
              aria-label="Theme"
              value={colorScheme}
              onChange={(value) => setColorScheme(value as typeof colorScheme)}
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
              onChange={(value) => setDensity(value as Density)}
              data={densities}
            />
          </Setting>
        </Section>
        <Section title="Keyboard">
          <Switch
            checked={on}
            onChange={(event) => setLetters(event.currentTarget.checked)}
            label="Shortcuts of single letters"
            description="Such as C for a new record. Ctrl or ⌘ with a letter always works, and ? in the menu shows all."
          />
        </Section>
      </div>
    </div>
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
