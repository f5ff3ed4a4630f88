import { IconCalendarDue } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { toneClass } from "../../../ui/tone";
import { deadlinesOf, urgent } from "../layout/deadlines";
import { useDoc, useRecord } from "../page/OpenRecord";
import styles from "./phone.module.css";

/** The one deadline that is late, or due today or tomorrow; nothing where there is none. */
export function UrgentBanner() {
  const { type, shared, today } = useRecord();
  const key = useDoc(shared, (doc) => {
    const first = urgent(deadlinesOf(type, doc ?? {}, undefined, today));
    return first ? [first.label, first.left.text, first.left.urgency].join("\n") : "";
  });
  if (key === "") return null;
  const [label, text, urgency] = key.split("\n");
  return (
    <p role="status" className={`${styles.urgent} ${toneClass(urgency === "red" ? "red" : "amber")}`}>
      <Icon of={IconCalendarDue} size="large" />
      <strong>
        {label}: {text}
      </strong>
    </p>
  );
}
