import type { Row } from "@roomkey/client";
import { type Day, monthName, monthStart } from "../../trade/days";
import { commissionByMonth, type Month } from "./figures";
import styles from "./Home.module.css";

/** Gross commissions of three months back and two ahead, by how sure they are. */
export function CommissionMonths({ rows, today }: { rows: Row[]; today: Day }) {
  const months = commissionByMonth(rows, today, 3, 2);
  const highest = Math.max(...months.map(({ total }) => total));
  return (
    <section aria-labelledby="gci" className={styles.half}>
      <div className={styles.head}>
        <h2 id="gci">GCI by closing month</h2>
      </div>
      {highest === 0 ? (
        <p className={styles.none}>No commission that you may see closes in these months.</p>
      ) : (
        <>
          <p className={styles.legend} aria-hidden="true">
            <span className={styles.closed}>Closed</span>
            <span className={styles.clear}>Clear</span>
            <span className={styles.open}>Open</span>
          </p>
          <ol className={styles.bars}>
            {months.map((month) => (
              <Bar key={month.month} month={month} highest={highest} current={month.month === monthStart(today)} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Bar({ month, highest, current }: { month: Month; highest: number; current: boolean }) {
  const name = monthName(month.month);
  const height = (part: number) => ({ height: `${(part / highest) * 84}%` }); // the figure stands above
  return (
    <li data-current={current || undefined} aria-label={`${name}: ${thousands(month.total)}`}>
      <div className={styles.column} aria-hidden="true">
        {month.total > 0 && <span>{thousands(month.total)}</span>}
        {month.open > 0 && <i className={styles.open} style={height(month.open)} />}
        {month.clear > 0 && <i className={styles.clear} style={height(month.clear)} />}
        {month.closed > 0 && <i className={styles.closed} style={height(month.closed)} />}
      </div>
      <span aria-hidden="true">{name.slice(0, 3)}</span>
    </li>
  );
}

/** Cents as "$148k". */
function thousands(cents: number): string {
  return `$${Math.round(cents / 100_000).toLocaleString("en-US")}k`;
}
