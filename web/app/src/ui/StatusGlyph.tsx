import styles from "./StatusGlyph.module.css";
import { type StatusLook, statusLook } from "./status";
import { toneClass } from "./tone";

/** The drawing of a status alone; it decorates, the word beside it says it. */
export function StatusGlyph({ look }: { look: StatusLook }) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className={`${styles.glyph} ${toneClass(look.tone)}`}>
      {drawing(look)}
    </svg>
  );
}

type StatusProps = {
  type: string; // of the record, or the list's item: "escrow", "contingency"
  value: string;
  label: string; // the word, as the schema says it
  pill?: boolean; // on a soft ground, as in headers
};

/** A status: always the drawing and the word. Plain in rows, a pill in headers. */
export function Status({ type, value, label, pill = false }: StatusProps) {
  const look = statusLook(type, value);
  return (
    <span className={pill ? `${styles.status} ${styles.pill} ${toneClass(look.tone)}` : styles.status}>
      <StatusGlyph look={look} />
      <span className={styles.word}>{label}</span>
    </span>
  );
}

const ring = <circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />;
const disc = "M7-.3a7.3 7.3 0 1 1 0 14.6a7.3 7.3 0 0 1 0-14.6z";

function drawing(look: StatusLook) {
  switch (look.shape) {
    case "dash":
      return (
        <circle cx="7" cy="7" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.3 2" />
      );
    case "pie":
      return (
        <>
          {ring}
          <circle
            cx="7"
            cy="7"
            r="2"
            fill="none"
            stroke="currentColor"
            strokeWidth="4"
            pathLength="100"
            strokeDasharray={`${look.percent} 100`}
            transform="rotate(-90 7 7)"
          />
        </>
      );
    case "dot":
      return (
        <>
          {ring}
          <circle cx="7" cy="7" r="3" fill="currentColor" />
        </>
      );
    case "bar":
      return (
        <>
          {ring}
          <path d="M4 7h6" stroke="currentColor" strokeWidth="1.6" />
        </>
      );
    case "pause":
      return <path d="M3 1.5h3v11H3zM8 1.5h3v11H8z" fill="currentColor" />;
    case "check":
      return cutOut("M4 7.2l2.2 2.2L10.2 5");
    case "cross":
      return cutOut("M5 5l4 4M9 5l-4 4");
    case "clock":
      return cutOut("M7 3.6V7.2l2.2 1.3");
  }
}

/** A full disc with a line in the colour of the page's ground, which reads on every row's own ground. */
function cutOut(line: string) {
  return (
    <>
      <path d={disc} fill="currentColor" />
      <path
        d={line}
        fill="none"
        stroke="var(--rk-surface)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  );
}
