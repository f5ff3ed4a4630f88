import { inWords, isActive, type ShownTask } from "@roomkey/client";
import { IconCheck, IconX } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { StatusGlyph } from "../../ui/StatusGlyph";
import { toneClass } from "../../ui/tone";
import styles from "./tasks.module.css";
import { type ShownStep, stepsOf } from "./words";

/** The steps of a task: those that are done, the one under way with its last word, those to come. */
export function Steps({ task }: { task: ShownTask }) {
  const steps = stepsOf(task);
  if (steps.length === 0) return null;
  return (
    <ol aria-label={`Steps of ${task.title}`} className={styles.steps}>
      {steps.map((step, index) => (
        <li key={step.name} aria-current={step.is === "now" ? "step" : undefined}>
          <Mark step={step} />
          <span className={step.is === "now" ? styles.now : undefined}>{inWords(step.name)}</span>
          {step.is === "now" && isActive(task) && steps.length > 1 && (
            <span className={styles.place}>
              {index + 1} of {steps.length}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function Mark({ step: { is } }: { step: ShownStep }) {
  if (is === "done" || is === "failed") {
    return (
      <span className={`${styles.mark} ${toneClass(is === "done" ? "green" : "red")}`}>
        <Icon of={is === "done" ? IconCheck : IconX} />
      </span>
    );
  }
  if (is === "now") return <span className={styles.spin} />;
  return <StatusGlyph look={{ tone: "gray", shape: "dash" }} />;
}
