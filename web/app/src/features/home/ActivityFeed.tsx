import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Answer } from "@roomkey/client";
import { useAnswer, useNaming, useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { span } from "../../trade/span";
import { titleOfRow } from "../../trade/title";
import { Avatar } from "../../ui/Avatar";
import { Tag } from "../../ui/Pill";
import { firstName } from "../../ui/person";
import { reveal } from "../../ui/reveal";
import { Section } from "../../ui/Section";
import { deed, joined, withoutRepeats } from "./activityWords";
import styles from "./Home.module.css";

/** The server is asked again so long after the last change, in milliseconds: changes come in bursts. */
const settle = 1_500;
const pageSize = 20; // lines
const asked = 100; // actions: what was done to many records is one line

/** Who did what last: as many lines as fit a glance, and more on request. */
export function ActivityFeed({ now }: { now: number }) {
  const { client, schema } = useSession();
  const live = useObservable(client.socket.connection).state === "connected";
  const nameOf = useNaming();
  const rows = useObservable(client.rows.all);
  const [changed] = useDebouncedValue(rows, settle);
  const [most, setMost] = useState(pageSize);
  const { value, error, retry } = useAnswer<Answer<"get", "/activity">>(`/activity?limit=${asked}`, ["items"], changed);
  const people = withoutRepeats((value?.items ?? []).filter(({ user }) => user)); // what people did
  const lines = joined(people, (record) => (record ? rows.get(record)?.type : undefined));
  const isLast = (at: string) => Boolean(value?.next) && lines.at(-1)?.at === at; // there may be more of it
  return (
    <Section title="Activity" small mark={live && <Tag tone="green">Live</Tag>}>
      {!value && error && (
        <p className={styles.none}>
          The last actions could not be fetched.{" "}
          <Button variant="default" size="compact-xs" onClick={retry}>
            Retry
          </Button>
        </p>
      )}
      {value && lines.length === 0 && <p className={styles.none}>Nothing has happened yet.</p>}
      <ol className={styles.feed}>
        {lines.slice(0, most).map(({ user, record, records, action, field, at }) => {
          const row = record ? rows.get(record) : undefined;
          const type = row && schema.types.find(({ name }) => name === row.type);
          const name = (user && nameOf(user)) ?? "Somebody";
          const title =
            (row && type && titleOfRow(type, row).main) || (record && nameOf(record)?.split(" · ")[0]) || "a record";
          return (
            <li key={`${at}/${user}/${record}/${field}`}>
              <Avatar person={{ id: user ?? "", name }} size={20} label="" />
              <span>
                <b>{firstName(name)}</b> {deed({ action, field }, type)}{" "}
                {records > 1 && type ? (
                  <Link to="/$plural" params={{ plural: type.plural }} search={{}}>
                    {isLast(at) && "at least "}
                    {records} {type.labels.toLowerCase()}
                  </Link>
                ) : row && type ? (
                  <Link to="/$plural/$id" params={{ plural: type.plural, id: row.id }}>
                    {title}
                  </Link>
                ) : (
                  title
                )}
                <time dateTime={at}>{ago(now - Date.parse(at))}</time>
              </span>
            </li>
          );
        })}
      </ol>
      {lines.length > most && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={({ currentTarget }) => reveal(currentTarget, () => setMost(most + pageSize))}
        >
          Show more
        </Button>
      )}
    </Section>
  );
}

function ago(milliseconds: number): string {
  return milliseconds < 60_000 ? "now" : `${span(milliseconds)} ago`;
}
