import { Button } from "@mantine/core";
import { type Answer, api, serverNow } from "@roomkey/client";
import { useAnswer, useNames, useSession } from "@roomkey/client/react";
import { IconWebhook } from "@tabler/icons-react";
import { useState } from "react";
import { Coming } from "../../ui/Coming";
import { EmptyState } from "../../ui/EmptyState";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { ShownOnce } from "../../ui/ShownOnce";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { NewWebhook } from "./NewWebhook";
import styles from "./SettingsPage.module.css";
import { WebhookDeliveries } from "./WebhookDeliveries";
import { eventLabel, healthOf, type Webhook } from "./webhooks";

/** Addresses that are told of events: one's own, and for the broker role everybody's. */
export default function WebhooksPage() {
  const { client } = useSession();
  const { value, error, retry } = useAnswer<Answer<"get", "/webhooks">>("/webhooks", ["items"]);
  const [secret, setSecret] = useState<string>();
  const [shown, setShown] = useState<Webhook>();
  const show = (made: string) => {
    setSecret(made);
    retry();
  };
  if (!value) {
    return <Coming title="The webhooks could not be fetched" why={error} rows={4} onRetry={retry} />;
  }
  return (
    <>
      <NewWebhook events={value.events} onMade={show} />
      {secret && <ShownOnce title="Copy the secret now: it is shown once." secret={secret} />}
      <Section title="Webhooks" count={value.items.length || undefined}>
        {value.items.length === 0 && (
          <EmptyState icon={IconWebhook} title="No webhooks">
            Make one above to have another program told of what happens here.
          </EmptyState>
        )}
        <ul className={styles.rows}>
          {value.items.map((hook) => (
            <Hook
              key={hook.id}
              hook={hook}
              own={hook.user === client.user.id}
              onOpen={() => setShown(hook)}
              onSecret={show}
              onChanged={retry}
            />
          ))}
        </ul>
      </Section>
      {shown && (
        <WebhookDeliveries
          hook={shown}
          own={shown.user === client.user.id}
          onClose={() => {
            setShown(undefined);
            retry();
          }}
        />
      )}
    </>
  );
}

type HookProps = {
  hook: Webhook;
  own: boolean; // it is the user's
  onOpen: () => void;
  onSecret: (secret: string) => void;
  onChanged: () => void;
};

function Hook({ hook, own, onOpen, onSecret, onChanged }: HookProps) {
  const { schema } = useSession();
  const names = useNames();
  const { busy, failure, run } = useAction();
  const { id, url, events, note, status, user, previousUntil } = hook;
  const host = new URL(url).host;
  const health = healthOf(hook);
  const active = status === "active";
  const change = async (action: () => Promise<unknown>, said: string) => {
    if (await run(action)) tellDone(said);
    onChanged();
  };
  const rotate = () =>
    run(async () => {
      const { secret } = await api<Answer<"post", "/webhooks/{id}/rotate">>("POST", `/webhooks/${id}/rotate`);
      onSecret(secret ?? "");
    });
  const remove = () => {
    if (!confirm(`Delete the webhook to ${host}, and its log?`)) return;
    void change(() => api("DELETE", `/webhooks/${id}`), "The webhook is deleted.");
  };
  const button = { variant: "default", size: "compact-sm", disabled: busy } as const;
  return (
    <li>
      <span className={styles.grow}>
        <b>{url}</b> {health && <Tag tone={health.tone}>{health.text}</Tag>}
        <small>
          {!own && `${names.get(user) ?? "Somebody"}'s. `}
          {note && `${note}. `}
          {events.map((event) => eventLabel(event, schema.types)).join(", ")}
        </small>
        {previousUntil && Date.parse(previousUntil) > serverNow() && (
          <small>The secret before signs too for a day.</small>
        )}
        <FailureNote of={failure} />
      </span>
      <Button {...button} aria-label={`Deliveries to ${host}`} onClick={onOpen}>
        Deliveries
      </Button>
      <Button
        {...button}
        aria-label={`${active ? "Pause" : "Resume"} ${host}`}
        onClick={() =>
          void change(
            () => api("PATCH", `/webhooks/${id}`, { active: !active }),
            active ? "The webhook is paused." : "The webhook goes on.",
          )
        }
      >
        {active ? "Pause" : "Resume"}
      </Button>
      {own && (
        <Button {...button} aria-label={`New secret for ${host}`} onClick={() => void rotate()}>
          New secret
        </Button>
      )}
      <Button {...button} className={styles.danger} aria-label={`Delete ${host}`} onClick={remove}>
        Delete
      </Button>
    </li>
  );
}
