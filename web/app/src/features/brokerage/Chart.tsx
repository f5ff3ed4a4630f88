import styles from "./Brokerage.module.css";
import { ceiling, lineOf } from "./chart";

type Props = {
  title: string;
  times: readonly number[]; // milliseconds since 1970, the oldest first
  lines: { label: string; values: readonly (number | null)[] }[];
};

const when = new Intl.DateTimeFormat("en-US", { timeStyle: "short" });
const kinds = [styles.first, styles.second, styles.third];

/** Lines over time, told apart by colour and by dashes. What they end with is said in words too. */
export function Chart({ title, times, lines }: Props) {
  const top = ceiling(lines.map(({ values }) => values));
  const said = lines.map(({ label, values }) => `${label} ${Math.round(values.findLast((one) => one !== null) ?? 0)}`);
  return (
    <figure className={styles.chart} aria-label={`${title}: ${said.join(", ")}`}>
      <figcaption>
        <b>{title}</b>
        {lines.length > 1 && (
          <span className={styles.legend}>
            {lines.map(({ label }, index) => (
              <span key={label}>
                <svg viewBox="0 0 18 2" aria-hidden="true" className={kinds[index]}>
                  <path d="M0 1H18" />
                </svg>
                {label}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <div className={styles.plot} aria-hidden="true">
        <span>{top.toLocaleString("en-US")}</span>
        <span>{(top / 2).toLocaleString("en-US")}</span>
        <span>0</span>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path className={styles.grid} d="M0 0H100M0 50H100M0 100H100" />
          {lines.map(({ label, values }, index) => {
            const { path, area } = lineOf(values, top);
            return (
              <g key={label} className={kinds[index]}>
                {lines.length === 1 && area && <path className={styles.area} d={area} />}
                <path d={path} />
              </g>
            );
          })}
        </svg>
      </div>
      <div className={styles.times} aria-hidden="true">
        {[0, 0.25, 0.5, 0.75].map((part) => (
          <span key={part}>{timeAt(times, part)}</span>
        ))}
        <span>{times.length === 0 ? "" : "now"}</span>
      </div>
    </figure>
  );
}

/** When a part of the times had passed: "9:10 AM"; nothing where there are too few to tell apart. */
function timeAt(times: readonly number[], part: number): string {
  const at = times[Math.round(part * (times.length - 1))];
  return at === undefined || (part > 0 && times.length < 9) ? "" : when.format(at);
}
