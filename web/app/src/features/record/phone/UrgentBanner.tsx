import { IconCalendarDue, IconPencil } from "@tabler/icons-react";
import { countdown } from "../../../trade/countdown";
import { deadlinesOf, urgent } from "../../../trade/deadlines";
import { Icon } from "../../../ui/Icon";
import { toneClass } from "../../../ui/tone";
import { useDoc, useRecord } from "../page/OpenRecord";
import styles from "./phone.module.css";

/** The one deadline that is late, or due today or tomorrow; nothing where there is none. */
export function UrgentBanner({ onEdit }: { onEdit: (path: string) => (() => void) | undefined }) {
  const { type, shared, today } = useRecord();
  const key = useDoc(shared, (doc) => {
    const dated = deadlinesOf({ type: type.name, fields: doc ?? {} }, today).filter(({ kind }) => kind !== "checklist");
    const first = urgent(dated, today);
    const left = first && countdown(first.day, today);
    return left ? [first.label, left.text, left.urgency, first.key].join("\n") : "";
  });
  if (key === "") return null;
  const [label, text, urgency, path = ""] = key.split("\n");
  const edit = onEdit(path);
  return (
    <div role="status" className={`${styles.urgent} ${toneClass(urgency === "red" ? "red" : "amber")}`}>
      <Icon of={IconCalendarDue} size="large" />
      <strong>
        {label}: {text}
      </strong>
      {edit && (
        <button type="button" aria-label={`Change the date of ${label}`} onClick={edit}>
          <Icon of={IconPencil} />
        </button>
      )}
    </div>
  );
}
