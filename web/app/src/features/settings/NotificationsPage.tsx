import { Button, Checkbox, Switch, TextInput } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconBellOff } from "@tabler/icons-react";
import { useState } from "react";
import { Banner } from "../../ui/Banner";
import { Section } from "../../ui/Section";
import { Tick } from "../../ui/Tick";
import {
  clockOf,
  defaultQuiet,
  kinds,
  minutesOf,
  preferenceOf,
  tellsByDefault,
  type Way,
  ways,
} from "../inbox/telling";
import styles from "./SettingsPage.module.css";

const labels: Record<Way, string> = { toast: "Pop-up", desktop: "Desktop", sound: "Sound" };

/** What the user is told of besides the inbox, how, and when not. */
export default function NotificationsPage() {
  const { client } = useSession();
  useObservable(client.preferences.values);
  const { preferences } = client;
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  const wantsDesktop = kinds.some(({ kind }) => preferences.get(preferenceOf(kind, "desktop"), false));
  return (
    <>
      <Section title="Notifications">
        <table className={`${styles.table} ${styles.ticks}`}>
          <thead>
            <tr>
              <th scope="col">Tell me when</th>
              <th scope="col">Inbox</th>
              {ways.map((way) => (
                <th key={way} scope="col">
                  {labels[way]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ kind, label }) => (
              <tr key={kind}>
                <th scope="row">{label}</th>
                <td>
                  <Tick>
                    <Checkbox checked disabled aria-label={`${label}: inbox, always`} onChange={() => undefined} />
                  </Tick>
                </td>
                {ways.map((way) => (
                  <td key={way}>
                    <Tick>
                      <Checkbox
                        aria-label={`${label}: ${labels[way].toLowerCase()}`}
                        checked={preferences.get(preferenceOf(kind, way), tellsByDefault(kind, way))}
                        onChange={(event) => preferences.set(preferenceOf(kind, way), event.currentTarget.checked)}
                      />
                    </Tick>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {wantsDesktop && permission !== "granted" && (
          <Banner
            tone="amber"
            icon={IconBellOff}
            title={
              permission === "denied"
                ? "This browser does not let Roomkey show desktop notifications. Allow them in its settings."
                : "This browser has not been allowed to show desktop notifications yet."
            }
            actions={
              permission === "default" && (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => void Notification.requestPermission().then(setPermission)}
                >
                  Allow
                </Button>
              )
            }
          />
        )}
      </Section>
      <QuietHoursSection />
    </>
  );
}

function QuietHoursSection() {
  const { client } = useSession();
  useObservable(client.preferences.values);
  const { preferences } = client;
  const on = preferences.get("quiet/on", defaultQuiet.on);
  const time = (name: "from" | "to", label: string) => (
    <TextInput
      type="time"
      label={label}
      value={clockOf(preferences.get(`quiet/${name}`, defaultQuiet[name]))}
      onChange={(event) => {
        const minutes = minutesOf(event.currentTarget.value);
        if (minutes !== undefined) preferences.set(`quiet/${name}`, minutes);
      }}
    />
  );
  return (
    <Section title="Quiet hours">
      <Switch
        label="No pop-ups, sounds or desktop notifications during these hours"
        checked={on}
        onChange={(event) => preferences.set("quiet/on", event.currentTarget.checked)}
      />
      {on && (
        <div className={styles.line}>
          {time("from", "From")}
          {time("to", "To")}
        </div>
      )}
    </Section>
  );
}
