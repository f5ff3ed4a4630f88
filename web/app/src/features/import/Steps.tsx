import styles from "./import.module.css";
import type { Stage } from "./useImport";

const steps: { stages: Stage[]; label: string }[] = [
  { stages: ["file"], label: "File" },
  { stages: ["columns"], label: "Match columns" },
  { stages: ["duplicates"], label: "Duplicates" },
  { stages: ["running", "done"], label: "Import" },
];

/** How far an import has come. */
export function Steps({ stage }: { stage: Stage }) {
  const at = steps.findIndex(({ stages }) => stages.includes(stage));
  return (
    <ol className={styles.steps} aria-label="Steps of the import">
      {steps.map(({ label }, index) => (
        <li key={label} aria-current={index === at ? "step" : undefined} data-done={index < at || undefined}>
          <b aria-hidden="true">{index < at ? "✓" : index + 1}</b>
          {label}
        </li>
      ))}
    </ol>
  );
}
