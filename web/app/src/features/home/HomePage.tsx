import { SegmentedControl } from "@mantine/core";
import type { Row } from "@roomkey/client";
import { useObservable, useOwnName, useSession } from "@roomkey/client/react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { dayIn, deviceZone, wallTime } from "../../trade/zone";
import { CommandBar } from "../../ui/CommandBar";
import { useNow } from "../../ui/useNow";
import { RecordsComing } from "../status/RecordsComing";
import { ActivityFeed } from "./ActivityFeed";
import { CommissionMonths } from "./CommissionMonths";
import { Deadlines } from "./Deadlines";
import { Decisions } from "./Decisions";
import type { Scope } from "./figures";
import styles from "./Home.module.css";
import { KeyFigures } from "./KeyFigures";
import { LeadsWaiting } from "./LeadsWaiting";
import { ResultsToReview } from "./ResultsToReview";
import { TodaysAppointments } from "./TodaysAppointments";

const minute = 60_000;
const longDay = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric" });

/** What needs doing now, and how business is. */
export function HomePage({ actions }: { actions?: ReactNode }) {
  const { client } = useSession();
  const all = useDeferredValue(useObservable(client.rows.all)); // drawn in slices, while more rows and documents come
  const loaded = useObservable(client.rows.loaded);
  const now = useNow(minute);
  const zone = deviceZone();
  const today = dayIn(now, zone);
  const [chosen, setScope] = useState<Scope>();
  const { id, role, teams } = client.user;
  const name = useOwnName();
  const scope = chosen ?? (role === "viewer" && teams.length > 0 ? "team" : "mine"); // a viewer has none of their own
  const rows = useMemo(() => within([...all.values()], scope, id, teams), [all, scope, id, teams]);
  const scopes = [
    { value: "mine", label: "Mine" },
    ...(teams.length > 0 ? [{ value: "team", label: "Team" }] : []),
    ...(role === "broker" ? [{ value: "all", label: "Brokerage" }] : []),
  ];

  return (
    <>
      <CommandBar
        title={`${greeting(wallTime(now, zone).minutes)}, ${name.split(" ")[0]}`}
        note={longDay.format(now)}
        actions={
          <>
            {scopes.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Whose records"
                data={scopes}
                value={scope}
                onChange={(value) => setScope(value as Scope)}
              />
            )}
            {actions}
          </>
        }
      />
      {!loaded && all.size === 0 ? (
        <RecordsComing rows={8} />
      ) : (
        <div className={styles.scroll}>
          <KeyFigures rows={rows} today={today} now={now} />
          <div className={styles.columns}>
            <div className={styles.main}>
              <Decisions />
              <Deadlines rows={rows} today={today} />
              <div className={styles.pair}>
                <CommissionMonths rows={rows} today={today} />
                <LeadsWaiting rows={rows} now={now} />
              </div>
            </div>
            <aside className={styles.rail} aria-label="Today and activity">
              <TodaysAppointments rows={rows} today={today} zone={zone} />
              <ResultsToReview />
              <ActivityFeed now={now} />
            </aside>
          </div>
        </div>
      )}
    </>
  );
}

/** The rows that a page is about: archived ones are none of today's business. */
function within(rows: Row[], scope: Scope, user: string, teams: string[]): Row[] {
  return rows.filter((row) => {
    if (row.archivedAt) return false;
    if (scope === "mine") return row.owner === user;
    return scope === "all" || (row.team !== null && teams.includes(row.team));
  });
}

function greeting(minutes: number): string {
  if (minutes < 12 * 60) return "Good morning";
  return minutes < 18 * 60 ? "Good afternoon" : "Good evening";
}
