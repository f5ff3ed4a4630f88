import { optionLabel, show } from "@roomkey/client";
import { stepsFrom } from "../../../trade/moves";
import { Status } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import { toneClass } from "../../../ui/tone";
import { useDoc, useRecord } from "../page/OpenRecord";
import styles from "./phone.module.css";

/**
 * Where the record is on its way, in one line: its status, which step that is, and a bar of them. Clients and
 * appointments are on none: their statuses are no steps.
 */
export function PhoneSteps() {
  const { type, shared } = useRecord();
  const status = useDoc(shared, (doc) => show(doc?.[type.status]));
  const steps = stepsFrom(type, status);
  if (!steps || status === "") return null;
  const at =
    type.name === "client" || type.name === "appointment" ? -1 : steps.main.findIndex(({ is }) => is === "current");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-label={steps.field.label}>
      <div className={styles.status}>
        <Status pill type={type.name} value={status} label={optionLabel(steps.field, status)} />
        {at >= 0 && (
          <span className={styles.faint}>
            step {at + 1} of {steps.main.length}
          </span>
        )}
      </div>
      {at >= 0 && (
        <div aria-hidden="true" className={styles.way}>
          {steps.main.map(({ value, is }) => (
            <i
              key={value}
              className={is === "current" ? toneClass(statusLook(type.name, value).tone) : toneClass("green")}
              data-is={is}
            />
          ))}
        </div>
      )}
    </div>
  );
}
