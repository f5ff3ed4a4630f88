import { dollars, type Row } from "@roomkey/client";
import type { ReactNode } from "react";
import { type Day, monthName } from "../../trade/days";
import { unanswered } from "../../trade/leads";
import { span } from "../../trade/span";
import { ProgressBar } from "../../ui/ProgressBar";
import { StatusGlyph } from "../../ui/StatusGlyph";
import { statusLook } from "../../ui/status";
import { toneClass } from "../../ui/tone";
import { closingIn, type Forecast, firstResponse, forecast, pipelineOf, responseByWeek } from "./figures";
import styles from "./Home.module.css";

const words = { open: "open", contingent: "contingent", clear_to_close: "clear" };

/** So many weeks of first responses are drawn. */
const weeks = 10;

/** How much of a forecast has been closed; where not every closing counts, why. */
function told({ told, count, closed }: Forecast): string {
  return told < count ? "the others' you may not see, or have none yet" : `${dollars(closed)} closed`;
}

/** The four figures at the top. Money that the user may not read is told as missing, never as none. */
export function KeyFigures({ rows, today, now }: { rows: Row[]; today: Day; now: number }) {
  const pipeline = pipelineOf(rows);
  const closing = closingIn(rows, today);
  const quarter = forecast(rows, today);
  const response = firstResponse(rows);
  const waiting = unanswered(rows).length;
  return (
    <section className={styles.figures} aria-label="Key figures">
      <Figure label="Pipeline value" value={dollars(pipeline.total)}>
        <div className={styles.stack} aria-hidden="true">
          {pipeline.by.map(({ status, count }) => (
            <i key={status} className={toneClass(statusLook("escrow", status).tone)} style={{ flexGrow: count }} />
          ))}
        </div>
        <p className={styles.legend}>
          {pipeline.by.map(({ status, count }) => (
            <span key={status}>
              <StatusGlyph look={statusLook("escrow", status)} /> {count} {words[status]}
            </span>
          ))}
        </p>
      </Figure>
      <Figure label={`Closing in ${monthName(today).split(" ")[0]}`} value={dollars(closing.sum)}>
        <ProgressBar label="Ready to close" value={(closing.ready / Math.max(1, closing.count)) * 100} />
        <p>
          {closing.count === 1 ? "1 escrow" : `${closing.count} escrows`}, {closing.ready} clear to close
        </p>
      </Figure>
      <Figure label="GCI forecast, this quarter" value={quarter.told > 0 ? dollars(quarter.sum) : "–"}>
        {quarter.told > 0 && (
          <ProgressBar
            label="Closed so far"
            value={(100 * quarter.closed) / Math.max(1, quarter.sum)}
            text={dollars(quarter.closed)}
          />
        )}
        <p>
          {quarter.count === 0
            ? "Nothing closes this quarter"
            : `From ${quarter.told} of ${quarter.count} closings, ${told(quarter)}`}
        </p>
      </Figure>
      <Figure label="First response, median" value={response === undefined ? "–" : span(response)}>
        <Spark values={responseByWeek(rows, now, weeks)} />
        <p>{waiting === 0 ? "No new lead waits" : waiting === 1 ? "1 new lead waits" : `${waiting} new leads wait`}</p>
      </Figure>
    </section>
  );
}

/** How a figure went, week by week; the figure above it is what is read out. */
function Spark({ values }: { values: (number | undefined)[] }) {
  const known = values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
  if (known.length < 2) return null;
  const top = Math.max(...known.map(({ value }) => value), 1);
  const points = known.map(({ value, index }) => `${(100 * index) / (values.length - 1)} ${100 - (100 * value) / top}`);
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" className={styles.spark}>
      <path d={`M${points.join("L")}`} />
    </svg>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <h2>{label}</h2>
      <strong>{value}</strong>
      {children}
    </div>
  );
}
