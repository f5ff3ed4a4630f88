import { Button } from "@mantine/core";
import { changedFollows, followsOf, type Notification, unreadOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconInbox, IconWebhook } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Avatar } from "../../ui/Avatar";
import { Coming } from "../../ui/Coming";
import { CommandBar } from "../../ui/CommandBar";
import { EmptyState } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { firstName } from "../../ui/person";
import { FollowedRecords } from "./FollowedRecords";
import styles from "./Inbox.module.css";
import { toldAlone, toldIn } from "./inbox";
import { MatterList, useMatters } from "./Matters";
import { useWaitingNow } from "./WaitingNow";

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

/** What waits for the user, and what they were told. */
export function InboxPage() {
  const { client } = useSession();
  const rows = useObservable(client.rows.all);
  const notifications = useObservable(client.notifications.all);
  const preferences = useObservable(client.preferences.values);
  const [failed, setFailed] = useState<Error>();
  const now = useWaitingNow();
  const waiting = useMatters();
  const changed = changedFollows(rows, followsOf(preferences));

  const load = () => {
    setFailed(undefined);
    client.notifications.load().catch(setFailed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(load, []);

  const unread = unreadOf(notifications);
  return (
    <>
      <CommandBar
        title="Inbox"
        note={unread > 0 ? `${unread} unread` : undefined}
        actions={
          unread > 0 && (
            <Button variant="default" size="xs" onClick={() => void client.notifications.read().catch(setFailed)}>
              Mark all as read
            </Button>
          )
        }
      />
      <div className={styles.scroll}>
        {waiting.length + now.length > 0 && (
          <section aria-labelledby="waiting">
            <h2 id="waiting" className={styles.head}>
              Waiting for you
            </h2>
            <MatterList of={waiting}>
              {now.map(({ key, shown }) => (
                <li key={key}>{shown}</li>
              ))}
            </MatterList>
          </section>
        )}
        <FollowedRecords changed={changed} />
        {!notifications ? (
          <Coming title="Your notifications could not be fetched" why={failed} rows={6} onRetry={load}>
            What waits for you on this device is shown above.
          </Coming>
        ) : notifications.length + waiting.length + now.length + changed.length === 0 ? (
          <EmptyState icon={IconInbox} title="Nothing waits for you">
            Mentions, assignments, transfers and changes of records that you follow come here.
          </EmptyState>
        ) : (
          <ul className={styles.list} aria-label="Notifications">
            {notifications.map((notification) => (
              <li key={notification.id}>
                <Told notification={notification} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function Told({ notification }: { notification: Notification }) {
  const { client, schema } = useSession();
  const nameOf = useNaming();
  const rows = useObservable(client.rows.all);
  const { id, by, record, at, read } = notification;
  const row = record ? rows.get(record) : undefined;
  const type = row && schema.types.find(({ name }) => name === row.type);
  const name = by ? (nameOf(by) ?? "Somebody") : "Roomkey";
  const alone = toldAlone(notification);
  const words = (
    <>
      {alone ? <Icon of={IconWebhook} /> : <Avatar person={{ id: by ?? "", name }} label="" />}
      <span className={styles.words}>
        <span>
          {alone ?? (
            <>
              <b>{firstName(name)}</b> {toldIn(notification)}{" "}
              <b>{nameOf(record ?? "")?.split(" · ")[0] ?? "a record"}</b>
            </>
          )}
        </span>
        <time dateTime={at}>{when.format(Date.parse(at))}</time>
      </span>
      {!read && <span className={styles.unread} role="img" aria-label="Unread" />}
    </>
  );
  const markRead = () => !read && void client.notifications.read([id]).catch(() => undefined);
  if (alone) {
    return (
      <Link
        to="/settings/$page"
        params={{ page: "webhooks" }}
        className={styles.row}
        data-unread={!read || undefined}
        onClick={markRead}
      >
        {words}
      </Link>
    );
  }
  return row && type ? (
    <Link
      to="/$plural/$id"
      params={{ plural: type.plural, id: row.id }}
      className={styles.row}
      data-unread={!read || undefined}
      onClick={markRead}
    >
      {words}
    </Link>
  ) : (
    <button type="button" className={styles.row} data-unread={!read || undefined} onClick={markRead}>
      {words}
    </button>
  );
}
