import styles from "./Entrance.module.css";

const windows =
  "M96 500h34v36H96zM160 500h34v36h-34zM292 456h28v30h-28zM340 456h28v30h-28zM292 508h28v30h-28zM460 514h38v36h-38z" +
  "M572 514h38v36h-38z";
const walls = [
  "M70 470h150v160H70z",
  "M50 474l95-82 95 82z",
  "M270 430h120v200H270z",
  "M430 486h210v144H430z",
  "M412 490l60-72h126l60 72z",
];

/** A street at dusk, for the eye alone. */
export function Dusk() {
  return (
    <svg viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className={styles.dusk}>
      <path fill="var(--rk-brass)" d="M596 168a56 56 0 1 1-112 0a56 56 0 0 1 112 0z" />
      <path fill="var(--rk-dusk-hill)" d="M0 470l90-70 70 46 120-112 130 110 90-60 110 86 110-70v460H0z" />
      <path fill="var(--rk-dusk-wall)" d={walls.join("")} />
      <path fill="var(--rk-brass)" d={windows} />
      <path
        fill="var(--rk-dusk-door)"
        d="M128 570h36v60h-36zM340 508h28v30h-28zM312 580h38v50h-38zM516 560h40v70h-40z"
      />
      <path fill="var(--rk-dusk-ground)" d="M0 630h720v270H0z" />
    </svg>
  );
}
