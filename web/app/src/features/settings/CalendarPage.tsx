import { Button, CopyButton, TextInput } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useAnswer } from "@roomkey/client/react";
import { Coming } from "../../ui/Coming";
import { FailureNote } from "../../ui/FailureNote";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import styles from "./SettingsPage.module.css";

/** The user's calendar for other programs, which subscribe to an address that nobody else knows. */
export default function CalendarPage() {
  const { value, error, retry } = useAnswer<Answer<"get", "/calendar">>("/calendar", ["path"]);
  const { busy, failure, run } = useAction();
  const act = async (method: "POST" | "DELETE", said: string) => {
    if (await run(() => api(method, "/calendar"))) tellDone(said);
    retry();
  };
  if (!value) {
    return <Coming title="Your feed could not be fetched" why={error} rows={2} onRetry={retry} />;
  }
  const address = value.path && new URL(value.path, location.href).href;
  return (
    <Section title="Calendar feed">
      <p className={styles.muted}>
        Your appointments, and the deadlines of your escrows, in Google Calendar, Outlook or Apple Calendar: subscribe
        to this address there. Whoever knows it can read them, so make a new one if it got about.
      </p>
      {address ? (
        <div className={styles.line}>
          <TextInput label="Address" value={address} readOnly className={styles.grow} />
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            loading={busy}
            onClick={() => void act("POST", "The address is new. Subscribe to it again.")}
          >
            New address
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void act("DELETE", "The feed has ended.")}>
            Turn off
          </Button>
        </div>
      ) : (
        <Button loading={busy} onClick={() => void act("POST", "Your calendar can be subscribed to.")}>
          Turn on
        </Button>
      )}
      <FailureNote of={failure} />
    </Section>
  );
}
