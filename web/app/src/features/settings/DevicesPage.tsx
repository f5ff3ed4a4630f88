import { Button } from "@mantine/core";
import { type Answer, api, serverNow } from "@roomkey/client";
import { useAnswer } from "@roomkey/client/react";
import { IconDeviceLaptop, IconDeviceMobile } from "@tabler/icons-react";
import { Coming } from "../../ui/Coming";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { deviceName, isPhone } from "./device";
import styles from "./SettingsPage.module.css";
import { endQuestion, usedWords, whatEndingDoes, withExpired } from "./signIns";

/** Where the user is signed in. */
export default function DevicesPage() {
  const { value, error, retry } = useAnswer<Answer<"get", "/sessions">>(`/sessions?${withExpired}`, ["items"]);
  const { busy, failure, run } = useAction();
  const end = async (path: string, which: string, said: string) => {
    if (!confirm(endQuestion(which))) return;
    if (await run(() => api("DELETE", path))) tellDone(said);
    retry();
  };
  return (
    <Section
      title="Devices and sessions"
      actions={
        (value?.items.length ?? 0) > 1 && (
          <Button
            variant="default"
            size="compact-sm"
            className={styles.danger}
            loading={busy}
            onClick={() => void end("/sessions", "every other device", "Every other device is signed out.")}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <p className={styles.muted}>{whatEndingDoes}</p>
      <FailureNote of={failure} />
      {!value && <Coming title="Your devices could not be fetched" why={error} rows={3} onRetry={retry} />}
      <ul className={styles.rows}>
        {value?.items.map(({ id, device, usedAt, expiresAt, current }) => (
          <li key={id}>
            <Icon of={isPhone(device) ? IconDeviceMobile : IconDeviceLaptop} />
            <span className={styles.grow}>
              <b>{deviceName(device)}</b> {current && <Tag tone="accent">This device</Tag>}
              <small>{usedWords({ usedAt, expiresAt }, serverNow())}</small>
            </span>
            {!current && (
              <Button
                variant="default"
                size="compact-sm"
                disabled={busy}
                aria-label={`Sign out ${deviceName(device)}`}
                onClick={() => void end(`/sessions/${id}`, deviceName(device), `${deviceName(device)} is signed out.`)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
