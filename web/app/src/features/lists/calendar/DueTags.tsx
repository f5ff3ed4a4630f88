import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { titleOfRow } from "../../../trade/title";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import { Icon } from "../../../ui/Icon";
import { toneClass } from "../../../ui/tone";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import type { Due } from "./useCalendar";

const most = 3;

/** The deadlines of a day: red where they are late, amber where they are today. */
export function DueTags({ due, now }: { due: readonly Due[]; now: Now }) {
  const shown = due.slice(0, due.length > most ? most - 1 : most);
  return (
    <>
      {shown.map(({ row, kind, label, day }) => {
        const late = day < now.today;
        const tone = late ? "red" : day === now.today ? "amber" : kind === "close" ? "accent" : "gray";
        const title = titleOfRow({ name: "escrow", title: [] }, row).main;
        const street = /^\d+ (?=\S)/.exec(title)?.[0].length ?? 0; // where it begins, behind the house's number
        return (
          <Link
            key={`${row.id} ${kind} ${label}`}
            to="/$plural/$id"
            params={{ plural: "escrows", id: row.id }}
            className={`${styles.due} ${toneClass(tone)}`}
            title={`${label}, ${title}`}
            aria-label={`${label}, ${title}`}
          >
            <Icon of={late ? IconAlertTriangle : deadlineIcons[kind]} size="inline" />
            <span className={styles.dueWhat}>{label},</span>
            <span className={styles.duePlace}>
              {" "}
              <span className={styles.houseNumber}>{title.slice(0, street)}</span>
              {title.slice(street)}
            </span>
          </Link>
        );
      })}
      {due.length > shown.length && (
        <span className={styles.dueMore}>
          <span className={styles.andMore}>and </span>
          {due.length - shown.length} <span className={styles.andMore}>more</span>
        </span>
      )}
    </>
  );
}
