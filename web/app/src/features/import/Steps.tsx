import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef } from "react";
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

/**
 * The heading of a step, for who hears the page. It gets the focus where a change of stage took away what had it, such
 * as the button that was pressed.
 */
export function StepHeading({ stage }: { stage: Stage }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(stage);
  useEffect(() => {
    const lost = !document.activeElement || document.activeElement === document.body;
    if (shown.current !== stage && lost) heading.current?.focus();
    shown.current = stage;
  }, [stage]);
  return (
    <h2 ref={heading} tabIndex={-1} className={styles.step}>
      <VisuallyHidden>{steps.find(({ stages }) => stages.includes(stage))?.label}</VisuallyHidden>
    </h2>
  );
}
