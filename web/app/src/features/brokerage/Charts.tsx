import type { Answer } from "@roomkey/client";
import { useAnswer } from "@roomkey/client/react";
import { IconActivity } from "@tabler/icons-react";
import { Coming } from "../../ui/Coming";
import { EmptyState } from "../../ui/EmptyState";
import { useEvery } from "../../ui/useEvery";
import styles from "./Brokerage.module.css";
import { Chart } from "./Chart";

type Stats = Answer<"get", "/admin/stats">;

/** The server measures for the day every five minutes; it is asked again after this time, in milliseconds. */
const refreshEvery = 60_000;

/** The last day in charts. */
export function DayCharts() {
  const { value, error, retry } = useAnswer<Stats>("/admin/stats?range=day", ["series"]);
  useEvery(refreshEvery, retry);
  if (!value) {
    return <Coming title="The day could not be fetched" why={error} rows={6} onRetry={retry} />;
  }
  if (value.series.at.length === 0) {
    return (
      <div className={styles.wide}>
        <EmptyState icon={IconActivity} title="No data for the day yet">
          The server was started less than five minutes ago, and measures the day every five minutes.
        </EmptyState>
      </div>
    );
  }
  return <Charts series={value.series} />;
}

/** What the server did, in charts. */
export function Charts({ series }: { series: Stats["series"] }) {
  const times = series.at.map((seconds) => seconds * 1_000);
  return (
    <>
      <Chart title="Connections" times={times} lines={[{ label: "Connections", values: series.connections }]} />
      <Chart
        title="Messages a second"
        times={times}
        lines={[
          { label: "In", values: series.messagesIn },
          { label: "Out", values: series.messagesOut },
        ]}
      />
      <Chart
        title="Edit to teammates, ms"
        times={times}
        lines={[
          { label: "p50", values: series.editP50 },
          { label: "p95", values: series.editP95 },
          { label: "p99", values: series.editP99 },
        ]}
      />
      <Chart
        title="Durable commit, ms"
        times={times}
        lines={[
          { label: "p50", values: series.commitP50 },
          { label: "p95", values: series.commitP95 },
        ]}
      />
      <Chart
        title="Requests a second"
        times={times}
        lines={[
          { label: "All", values: series.requests },
          { label: "Failed", values: series.failures },
        ]}
      />
      <Chart
        title="Memory, MB"
        times={times}
        lines={[{ label: "Heap", values: series.heapBytes.map((bytes) => bytes / 1_000_000) }]}
      />
    </>
  );
}
