import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { type RecordType, show } from "@roomkey/client";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { legalMoves, offeredMoves, type Step, stepsFrom } from "../../../trade/moves";
import { stepDate, stepDay } from "../../../trade/stepDates";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { Status, StatusGlyph } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import { toneClass } from "../../../ui/tone";
import { useShortcuts } from "../../../ui/useShortcuts";
import { MoveItems } from "./MoveItems";
import { useDoc, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useMoving } from "./useMoving";

/** With more steps than this, those that are done or far ahead are drawn without their words. */
const roomy = 6;

/** Where the record is on its way. Legal moves are buttons, others are not offered; M opens a menu of them. */
export function Stepper() {
  const { type, shared, today, readOnly } = useRecord();
  const status = useDoc(shared, (doc) => show(doc?.[type.status]));
  const dates = useDoc(shared, (doc) => datesOf(type, doc ?? {}, today)).split("\n");
  const [menu, setMenu] = useState(false);
  const { choose, question } = useMoving();
  useShortcuts(
    readOnly ? [] : [{ keys: "m", label: "Move to another status", group: "This record", run: () => setMenu(true) }],
  );
  const steps = stepsFrom(type, status);
  if (!steps) return null;
  const moves = readOnly ? [] : offeredMoves(steps);
  const at = steps.main.findIndex(({ is }) => is === "current");
  const firstNext = steps.main.findIndex(({ is }) => is === "next");
  const off = steps.main.every(({ is }) => is !== "current");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-label={steps.field.label} className={styles.stepper}>
      <ol className={styles.steps} data-dense={steps.main.length > roomy || undefined}>
        {steps.main.map((step, index) => (
          <li key={step.value} aria-current={step.is === "current" ? "step" : undefined}>
            <StepButton
              type={type.name}
              step={step}
              short={steps.main.length > roomy && (step.is === "done" || index > at + 2)}
              date={dates[index] ?? ""}
              hint={index === firstNext}
              onMove={readOnly || !legalMoves(steps.field, status).includes(step.value) ? undefined : choose}
            />
          </li>
        ))}
      </ol>
      {off && status !== "" && (
        <Status
          pill
          type={type.name}
          value={status}
          label={steps.others.find(({ value }) => value === status)?.label ?? status}
        />
      )}
      {moves.length > 0 && (
        <Menu opened={menu} onChange={setMenu} position="bottom-end" shadow="md" returnFocus>
          <Menu.Target>
            <Button
              variant="default"
              className={styles.other}
              rightSection={<Icon of={IconChevronDown} size="inline" />}
              aria-keyshortcuts="M"
            >
              Move
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label="Move to">
            <Menu.Label>Move to</Menu.Label>
            <MoveItems type={type.name} moves={moves} onMove={choose} />
          </Menu.Dropdown>
        </Menu>
      )}
      {question}
    </div>
  );
}

/** What stands at the end of each step, one a line. */
function datesOf(type: RecordType, fields: Record<string, unknown>, today: string): string {
  const steps = stepsFrom(type, fields[type.status])?.main ?? [];
  return steps.map(({ value, is }) => stepDate(stepDay(type.name, value, fields), is === "current", today)).join("\n");
}

type StepProps = {
  type: string;
  step: Step;
  short: boolean;
  date: string; // "Nov 16", or empty
  hint: boolean;
  onMove: ((step: Step) => void) | undefined;
};

function StepButton({ type, step, short, date, hint, onMove }: StepProps) {
  const look = statusLook(type, step.value);
  const done = step.is === "done";
  const content = (
    <>
      {done ? (
        <span className={`${styles.check} ${toneClass("green")}`}>
          <Icon of={IconCheck} />
        </span>
      ) : (
        <StatusGlyph look={step.is === "current" ? look : { tone: "gray", shape: "dash" }} />
      )}
      <span className={short ? styles.unseen : styles.word}>{step.label}</span>
      {hint && onMove ? (
        <span className={styles.stepEnd}>
          <KeyHint keys="m" />
        </span>
      ) : (
        !short && date && <span className={`${styles.stepEnd} ${styles.stepDate}`} data-date={date} />
      )}
    </>
  );
  const classes = [styles.step, step.is === "current" && `${styles.on} ${toneClass(look.tone)}`, done && styles.done];
  const className = classes.filter(Boolean).join(" ");
  const title = short ? step.label : undefined;
  if (!onMove)
    return (
      <span className={className} title={title}>
        {content}
      </span>
    );
  return (
    <button type="button" className={className} title={title} onClick={() => onMove(step)}>
      <VisuallyHidden>Move to </VisuallyHidden>
      {content}
    </button>
  );
}
