import { dollars, type Row } from "@roomkey/client";
import type { ReactNode } from "react";
import { type Day, monthName } from "../../trade/days";
import { unanswered } from "../../trade/leads";
import { span } from "../../trade/span";
import { ProgressBar } from "../../ui/ProgressBar";
import { StatusGlyph } from "../../ui/StatusGlyph";
import { statusLook } from "../../ui/status";
import { toneClass } from "../../ui/tone";
import { closingIn, firstResponse, forecast, pipelineOf } from "./figures";
import styles from "./Home.module.css";

const words = { open: "open", contingent: "contingent", clear_to_close: "clear" };

/** Why not every closing counts. */
const untold = "; the others' you may not see, or have none yet";

/** The four figures at the top. Money that the user may not read is told as missing, never as none. */
export function KeyFigures({ rows, today }: { rows: Row[]; today: Day }) {
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
        <p>
          {quarter.count === 0
            ? "Nothing closes this quarter"
            : `From ${quarter.told} of ${quarter.count} closings${quarter.told < quarter.count ? untold : ""}`}
        </p>
      </Figure>
      <Figure label="First response, median" value={response === undefined ? "–" : span(response)}>
        <p>{waiting === 0 ? "No new lead waits" : waiting === 1 ? "1 new lead waits" : `${waiting} new leads wait`}</p>
      </Figure>
    </section>
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
