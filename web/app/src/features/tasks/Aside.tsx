import type { ShownTask } from "@roomkey/client";
import { isActive, sentence, serverNow } from "@roomkey/client";
import { IconAlertTriangle } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { toneClass } from "../../ui/tone";
import { Outcome } from "./Outcome";
import { reasonsOf } from "./review/why";
import { Steps } from "./Steps";
import styles from "./tasks.module.css";
import { stepsOf, tookOf } from "./words";

/** What stands beside the changes of a task: what to check, its steps, its result. */
export const Aside = memo(function Aside({ task }: { task: ShownTask }) {
  const { toCheck } = useMemo(() => reasonsOf(task), [task]);
  const steps = stepsOf(task);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which needs the focus
    <aside aria-label="About this task" tabIndex={0} className={styles.aside}>
      {toCheck.length > 0 && (
        <Section small title="To check">
          <ul aria-label="To check">
            {toCheck.map((text) => (
              <li key={text} className={styles.check}>
                <span className={toneClass("amber")}>
                  <Icon of={IconAlertTriangle} />
                </span>
                {sentence(text)}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {steps.length > 0 && (
        <Section
          small
          title="Steps"
          count={[steps.length, tookOf(task, serverNow())].filter((part) => part !== "").join(", ")}
        >
          <Steps task={task} />
        </Section>
      )}
      {task.pending > 0 && (
        <Section small title="After you accept">
          Everyone sees it at once. Undo stays under AI tasks, and skips what people change later.
        </Section>
      )}
      {task.proposals.length > 0 && !isActive(task) && task.output != null && <Outcome output={task.output} />}
    </aside>
  );
});
