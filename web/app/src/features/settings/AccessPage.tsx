import { Button } from "@mantine/core";
import { type Answer, api, serverNow } from "@roomkey/client";
import { useAnswer, useNames } from "@roomkey/client/react";
import { Coming } from "../../ui/Coming";
import { ErrorState } from "../../ui/ErrorState";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { deviceName } from "./device";
import styles from "./SettingsPage.module.css";
import { endQuestion, usedWords, whatEndingDoes, withExpired } from "./signIns";
import { TokenRows } from "./TokenRows";

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

/** Where everybody is signed in, and everybody's personal tokens. */
export default function AccessPage() {
  return (
    <>
      <Sessions />
      <Tokens />
    </>
  );
}

function Sessions() {
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/sessions">>(
    `/admin/sessions?limit=200&${withExpired}`,
    ["items"],
  );
  const names = useNames();
  const { busy, failure, run } = useAction();
  const end = async (id: string, name: string, device: string) => {
    if (!confirm(endQuestion(`${name}'s ${device}`))) return;
    if (await run(() => api("DELETE", `/admin/sessions/${id}`))) tellDone(`${name} is signed out there.`);
    retry();
  };
  return (
    <Section title="Sign-ins" count={value?.items.length}>
      <p className={styles.muted}>
        {whatEndingDoes} For somebody who leaves, disable the account under Members and teams: then all of its devices
        delete what they hold.
      </p>
      <FailureNote of={failure} />
      {!value && <Coming title="The sign-ins could not be fetched" why={error} onRetry={retry} />}
      <ul className={styles.rows}>
        {value?.items.map(({ id, user, device, usedAt, expiresAt, current }) => {
          const name = names.get(user) ?? "Somebody";
          return (
            <li key={id}>
              <span className={styles.grow}>
                <b>{name}</b> {current && <Tag tone="accent">This device</Tag>}
                <small>
                  {deviceName(device)}. {usedWords({ usedAt, expiresAt }, serverNow())}
                </small>
              </span>
              {!current && (
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={busy}
                  aria-label={`Sign out ${name}, ${deviceName(device)}`}
                  onClick={() => void end(id, name, deviceName(device))}
                >
                  Sign out
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Tokens() {
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/tokens">>("/admin/tokens?limit=200", ["items"]);
  const names = useNames();
  return (
    <Section title="Personal tokens" count={value?.items.length}>
      {!value && error && <ErrorState title="The tokens could not be fetched" why={error} onRetry={retry} />}
      {value && (
        <TokenRows
          tokens={value.items}
          path="/admin/tokens"
          none="Nobody has a personal token."
          about={({ user, usedAt }) =>
            `${names.get(user) ?? "Somebody"}'s, ${
              usedAt ? `last used ${when.format(Date.parse(usedAt))}` : "never used"
            }`
          }
          nameOf={({ user, name }) => `${name} of ${names.get(user) ?? "somebody"}`}
          onChanged={retry}
        />
      )}
    </Section>
  );
}
