import { type Answer, fieldAt, isActive } from "@roomkey/client";
import { useAnswer, useNames, useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconAlertTriangle, IconCircleCheck, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Avatar } from "../../ui/Avatar";
import { ErrorState } from "../../ui/ErrorState";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { useEvery } from "../../ui/useEvery";
import { actionInWords, actorInWords } from "../settings/actionWords";
import styles from "./Brokerage.module.css";
import { Regions, SelfCheck } from "./Regions";

type Stats = Answer<"get", "/admin/stats">;
type Alert = Stats["alerts"][number];

const refreshEvery = 10_000; // milliseconds
const lines = 5; // of the audit log

const when = new Intl.DateTimeFormat("en-US", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

/** Beside the charts: what is not as it should be, how the regions are, which tasks run, and what was done last. */
export function Rail({ alerts, selfCheck, regions }: Pick<Stats, "alerts" | "selfCheck" | "regions">) {
  return (
    <aside className={styles.rail} aria-label="Alerts, tasks and audit log">
      <Alerts alerts={alerts} />
      <SelfCheck check={selfCheck} />
      <Regions status={regions} />
      <Running />
      <Audit />
    </aside>
  );
}

function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  return (
    <Section title="Alerts" small>
      {alerts.length === 0 && (
        <p className={styles.calm}>
          <Icon of={IconCircleCheck} /> Everything is as it should be.
        </p>
      )}
      <ul className={styles.alerts}>
        {alerts.map(({ code, severity, detail, since }) => (
          <li key={code} data-severity={severity}>
            <strong>
              <Icon of={IconAlertTriangle} /> {severity === "critical" ? "Critical" : "Warning"}
            </strong>
            {detail}
            <small>since {when.format(Date.parse(since))}</small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The brokerage's AI tasks under way, with whose they are and how far. */
function Running() {
  const { client } = useSession();
  const names = useNames();
  const tasks = [...useObservable(client.tasks.all).values()].filter((task) => isActive(task) && !task.dryRun);
  if (tasks.length === 0) return null;
  return (
    <Section title="AI tasks" small>
      <ul className={styles.last}>
        {tasks.slice(0, lines).map(({ id, title, user, progress }) => (
          <li key={id}>
            <span className={styles.spark}>
              <Icon of={IconSparkles} />
            </span>
            <span>
              <Link to="/tasks/$id" params={{ id }}>
                {title}
              </Link>
              <small>{names.get(user) ?? "A colleague"}</small>
            </span>
            <b>{progress}%</b>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The last lines of the audit log, and the way to all of it. */
function Audit() {
  const { client, schema } = useSession();
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/audit">>(`/admin/audit?limit=${lines}`, ["items"]);
  const names = useNames();
  const nameOf = useNaming();
  const rows = useObservable(client.rows.all);
  useEvery(refreshEvery, retry);
  if (!value)
    return error ? <ErrorState title="The audit log could not be fetched" why={error} onRetry={retry} /> : null;
  const all = (
    <Link to="/settings/$page" params={{ page: "audit" }} className={styles.all}>
      All
    </Link>
  );
  return (
    <Section title="Audit" small actions={all}>
      <ol className={styles.last}>
        {value.items.map(({ number, user, action, field, record, at }) => {
          const row = rows.get(record);
          const type = row && schema.types.find(({ name }) => name === row.type);
          const title = nameOf(record)?.split(" · ")[0];
          const done = `${actionInWords(action)}${field ? ` ${fieldAt(type, field).label}` : ""}`;
          return (
            <li key={number} className={styles.lined}>
              <Avatar person={{ id: user, name: actorInWords(user, names) }} size={20} label="" />
              <span>
                <b>{actorInWords(user, names)}</b> {done.slice(0, 1).toLowerCase() + done.slice(1)}
                {title ? ` of ${title}` : ""}
                <small>{day.format(Date.parse(at))}</small>
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
