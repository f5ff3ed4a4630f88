import styles from "./ProgressBar.module.css";
import { type Tone, toneClass } from "./tone";

type Props = {
  label: string; // what proceeds: "Checklist"
  value: number; // 0 to 100; what is outside is shown as the nearest
  text?: string; // how it is read out: "8 of 14"
  tone?: Tone;
  thin?: boolean; // in a row
};

/** How far something has come. */
export function ProgressBar({ label, value, text, tone = "accent", thin = false }: Props) {
  const percent = Math.round(Math.min(100, Math.max(0, value || 0)));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className={`${styles.bar} ${toneClass(tone)} ${thin ? styles.thin : ""}`}
    >
      <div className={styles.fill} style={{ width: `${percent}%` }} />
    </div>
  );
}
