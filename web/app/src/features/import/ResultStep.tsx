import { Button } from "@mantine/core";
import { isActive, type RecordType } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconArrowBackUp, IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { ProgressBar } from "../../ui/ProgressBar";
import { Section } from "../../ui/Section";
import { useAction } from "../../ui/useAction";
import { endingOf } from "./ending";
import styles from "./import.module.css";
import { Remarks } from "./PreviewRail";
import type { Import } from "./useImport";

/** An import that runs, and then what came of it, with Undo. */
export function ResultStep({ type, state }: { type: RecordType; state: Import }) {
  const { running, report, stage } = state;
  if (stage === "running" || !running || isActive(running)) {
    return (
      <div className={styles.result}>
        <p role="status">{running?.message || "Starting"}</p>
        <ProgressBar label="Import" value={running?.progress ?? 0} />
        <p className={styles.told}>You can leave this page: the import goes on, and is listed under AI tasks.</p>
        <div>
          <Button variant="default" onClick={() => void state.cancel()}>
            Cancel
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.result}>
      <Outcome type={type} state={state} />
      {running.error && <p className={styles.wrong}>{running.error.message}</p>}
      {report && <Remarks report={report} />}
      {report && report.errors.length > 0 && (
        <Section small title="Rows that were not imported" count={report.totals.failed}>
          <ul className={styles.lines}>
            {report.errors.slice(0, 30).map(({ row, message }) => (
              <li key={`${row} ${message}`}>
                <span className={styles.number}>Row {row}</span>
                <span>{message}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

const icons = { done: IconCircleCheck, failed: IconCircleX, other: IconCircleDashed };

function Outcome({ type, state }: { type: RecordType; state: Import }) {
  const { client } = useSession();
  const { report, running } = state;
  const { busy, failure, run } = useAction();
  const [undone, setUndone] = useState<{ undone: unknown[]; skipped: { reason: string }[] }>();
  if (!running) return null;
  const ending = endingOf(running, report, type);
  const undo = () => run(async () => setUndone(await client.tasks.undo(running.id)));
  return (
    <>
      <h2 className={styles.done} data-failed={(ending.is === "failed" && !undone) || undefined}>
        <Icon of={undone ? IconCircleCheck : icons[ending.is]} />
        {undone ? "The import was undone" : ending.title}
      </h2>
      {report && report.totals.skipped > 0 && !undone && <p>{leftOut(report.totals.skipped)}</p>}
      {running.status === "review" && (
        <p>
          They wait for a decision, because private fields were read.{" "}
          <Link to="/tasks/$id" params={{ id: running.id }}>
            Review them
          </Link>
        </p>
      )}
      {undone && (
        <p role="status">
          {undone.undone.length.toLocaleString("en-US")} taken back
          {undone.skipped.length > 0 && `, ${undone.skipped.length} left as they are: ${undone.skipped[0]?.reason}`}
        </p>
      )}
      <FailureNote of={failure} />
      <div className={styles.actions}>
        <Button renderRoot={(props) => <Link to="/$plural" params={{ plural: type.plural }} {...props} />}>
          Open {type.labels.toLowerCase()}
        </Button>
        {ending.undo && !undone && (
          <Button
            variant="default"
            loading={busy}
            leftSection={<Icon of={IconArrowBackUp} />}
            onClick={() => void undo()}
          >
            Undo the import
          </Button>
        )}
        <Button variant="default" onClick={state.again}>
          Import another file
        </Button>
      </div>
    </>
  );
}

function leftOut(rows: number): string {
  if (rows === 1) return "1 row was left out: it is there already.";
  return `${rows.toLocaleString("en-US")} rows were left out: they are there already.`;
}
