import { Menu, VisuallyHidden } from "@mantine/core";
import { optionLabel, show } from "@roomkey/client";
import { IconChevronDown } from "@tabler/icons-react";
import { offeredMoves, stepsFrom } from "../../../trade/moves";
import { Icon } from "../../../ui/Icon";
import { Status } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";
import { toneClass } from "../../../ui/tone";
import { MoveItems } from "../page/MoveItems";
import { useDoc, useRecord } from "../page/OpenRecord";
import { useMoving } from "../page/useMoving";
import styles from "./phone.module.css";

/**
 * Where the record is on its way, in one line: its status, which step that is, and a bar of them. Clients and
 * appointments are on none: their statuses are no steps.
 */
export function PhoneSteps() {
  const { type, shared, readOnly } = useRecord();
  const { choose, question } = useMoving();
  const status = useDoc(shared, (doc) => show(doc?.[type.status]));
  const steps = stepsFrom(type, status);
  if (!steps || status === "") return null;
  const at =
    type.name === "client" || type.name === "appointment" ? -1 : steps.main.findIndex(({ is }) => is === "current");
  const moves = readOnly ? [] : offeredMoves(steps);
  const label = optionLabel(steps.field, status);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div role="group" aria-label={steps.field.label}>
      <div className={styles.status}>
        {moves.length > 0 ? (
          <Menu position="bottom-start" returnFocus>
            <Menu.Target>
              <button type="button" className={styles.move}>
                <Status pill type={type.name} value={status} label={label} />
                <VisuallyHidden>, move on</VisuallyHidden>
                <Icon of={IconChevronDown} size="inline" />
              </button>
            </Menu.Target>
            <Menu.Dropdown aria-label="Move to">
              <MoveItems type={type.name} moves={moves} onMove={choose} />
            </Menu.Dropdown>
          </Menu>
        ) : (
          <Status pill type={type.name} value={status} label={label} />
        )}
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
      {question}
    </div>
  );
}
