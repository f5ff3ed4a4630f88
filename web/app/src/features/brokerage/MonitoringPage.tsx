import { SegmentedControl } from "@mantine/core";
import type { Answer } from "@roomkey/client";
import { useAnswer, useSession } from "@roomkey/client/react";
import { IconActivity } from "@tabler/icons-react";
import { useState } from "react";
import { Coming } from "../../ui/Coming";
import { CommandBar } from "../../ui/CommandBar";
import { EmptyState } from "../../ui/EmptyState";
import { useEvery } from "../../ui/useEvery";
import styles from "./Brokerage.module.css";
import { Charts, DayCharts } from "./Charts";
import { Connections } from "./Connections";
import { Rail } from "./Rail";
import { lastOf, type Range } from "./range";

/** The server is asked again after this time, in milliseconds; it measures every ten seconds. */
const refreshEvery = 10_000;

const ranges: { value: Range; label: string }[] = [
  { value: "quarter", label: "15 min" },
  { value: "hour", label: "1 h" },
  { value: "day", label: "24 h" },
];

/** Whether anything was measured. */
function known(values: readonly (number | null)[]): boolean {
  return values.some((one) => one !== null);
}

/** How the server does, and what is not as it should be. */
export function MonitoringPage() {
  const { client } = useSession();
  if (client.user.role === "broker") return <Monitoring />;
  return (
    <>
      <CommandBar title="Monitoring" />
      <EmptyState icon={IconActivity} title="Only brokers see this page">
        It tells how the server does.
      </EmptyState>
    </>
  );
}

function Monitoring() {
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/stats">>("/admin/stats", [
    "series",
    "tasks",
    "alerts",
  ]);
  const [range, setRange] = useState<Range>("hour");
  useEvery(refreshEvery, retry);
  if (!value) {
    return (
      <>
        <CommandBar title="Monitoring" />
        <Coming title="The figures could not be fetched" why={error} rows={6} onRetry={retry} />
      </>
    );
  }
  const { series, tasks, alerts, selfCheck, regions } = value;
  const last = (values: readonly (number | null)[]) => values.findLast((one) => one !== null) ?? 0;
  return (
    <>
      <CommandBar
        title="Monitoring"
        note={error ? "Not updated: no connection" : "Updated now"}
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Time that the charts show"
            data={ranges}
            value={range}
            onChange={setRange}
          />
        }
      />
      <section className={styles.figures} aria-label="Now">
        <Figure label="Connections" value={String(last(series.connections))} note="to this server" />
        <Figure
          label="Messages"
          value={`${round(last(series.messagesIn) + last(series.messagesOut))} /s`}
          note={`${round(last(series.messagesIn))} in, ${round(last(series.messagesOut))} out`}
        />
        <Figure
          label="Edit to teammates"
          value={known(series.editP50) ? `${round(last(series.editP50))} ms` : "–"}
          note={known(series.editP50) ? `p50; p95 is ${round(last(series.editP95))} ms` : "no edits yet"}
        />
        <Figure
          label="AI tasks"
          value={`${tasks.running} running`}
          note={`${tasks.queued} wait, ${tasks.failed} failed`}
        />
        <Figure label="Not accepted" value={`${round(last(series.rejected))} /s`} note="edits" />
        <Figure
          label="Alerts"
          value={alerts.length === 0 ? "None" : `${alerts.length} open`}
          note={alerts.length === 0 ? "all is well" : "told below, beside the charts"}
        />
      </section>
      <div className={styles.columns}>
        <div className={styles.charts}>
          {range === "day" ? <DayCharts /> : <Charts series={lastOf(series, range)} />}
          <Connections />
        </div>
        <Rail alerts={alerts} selfCheck={selfCheck} regions={regions} />
      </div>
    </>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div>
      <h2>{label}</h2>
      <strong>{value}</strong>
      {note && <p>{note}</p>}
    </div>
  );
}

function round(number: number): string {
  return number.toLocaleString("en-US", { maximumFractionDigits: number < 10 ? 1 : 0 });
}
