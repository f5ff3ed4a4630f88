import { Button, Modal } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useAnswer, useNaming, useSession } from "@roomkey/client/react";
import { Coming } from "../../ui/Coming";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { useAction } from "../../ui/useAction";
import { useEvery } from "../../ui/useEvery";
import styles from "./SettingsPage.module.css";
import { type Delivery, deliveryState, eventLabel, type Webhook } from "./webhooks";

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium" });

/** How often the log is asked for again while something of it is due. */
const lookAgainMs = 1500;

/** What was sent to a webhook and how it was answered, as it goes. own: it is the user's to send to. */
export function WebhookDeliveries({ hook, own, onClose }: { hook: Webhook; own: boolean; onClose: () => void }) {
  const path = `/webhooks/${hook.id}`;
  const { value, error, retry } = useAnswer<Answer<"get", "/webhooks/{id}/deliveries">>(`${path}/deliveries`, [
    "items",
  ]);
  const { busy, failure, run } = useAction();
  const due = value?.items.some(({ status, attempts, nextAt }) => status === "waiting" && nextAt && attempts === 0);
  useEvery(due ? lookAgainMs : undefined, retry);
  const send = async (to: string) => {
    await run(() => api("POST", to));
    retry();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={`Deliveries to ${new URL(hook.url).host}`}>
      <div className={styles.line}>
        {own && (
          <Button variant="default" size="compact-sm" disabled={busy} onClick={() => void send(`${path}/test`)}>
            Send a test
          </Button>
        )}
        <Button variant="default" size="compact-sm" onClick={retry}>
          Refresh
        </Button>
      </div>
      <FailureNote of={failure} />
      {!value && <Coming title="The deliveries could not be fetched" why={error} rows={3} onRetry={retry} />}
      {value?.items.length === 0 && <p className={styles.muted}>Nothing was sent yet.</p>}
      <ul className={styles.rows}>
        {value?.items.map((delivery) => (
          <Row
            key={delivery.id}
            delivery={delivery}
            busy={busy}
            onAgain={own ? () => void send(`${path}/deliveries/${delivery.id}/redeliver`) : undefined}
          />
        ))}
      </ul>
      {value?.next && <p className={styles.muted}>Older ones are kept, and the REST API gives them.</p>}
    </Modal>
  );
}

function Row({ delivery, busy, onAgain }: { delivery: Delivery; busy: boolean; onAgain?: () => void }) {
  const { schema } = useSession();
  const nameOf = useNaming();
  const { event, record, at, attempts, milliseconds, response, error, status } = delivery;
  const { tone, text } = deliveryState(delivery);
  const label = eventLabel(event, schema.types);
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return (
    <li>
      <span className={styles.grow}>
        <b>{label}</b> <Tag tone={tone}>{text}</Tag>
        <small>
          {record && nameOf(record) ? `${nameOf(record)?.split(" · ")[0]}, ` : ""}
          {when.format(Date.parse(at))}
          {attempts > 0 && status !== "dropped" ? `, took ${milliseconds} ms` : ""}
          {tries}
        </small>
        {error && <small>{error[0]?.toUpperCase() + error.slice(1)}.</small>}
        {response && (
          <details className={styles.answer}>
            <summary>Its answer</summary>
            <pre>{response}</pre>
          </details>
        )}
      </span>
      {onAgain && status !== "waiting" && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={busy}
          aria-label={`Redeliver ${label} of ${when.format(Date.parse(at))}`}
          onClick={onAgain}
        >
          Redeliver
        </Button>
      )}
    </li>
  );
}
