import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { titleOfRow } from "../../../trade/title";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import { Icon } from "../../../ui/Icon";
import { reveal } from "../../../ui/reveal";
import { toneClass } from "../../../ui/tone";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import type { Due } from "./useCalendar";

const most = 3;

type Props = { due: readonly Due[]; now: Now; opens?: boolean }; // opens: there is room for those that are left out

/** The deadlines of a day: red where they are late, amber where they are today. */
export function DueTags({ due, now, opens = false }: Props) {
  const [all, { open }] = useDisclosure();
  const shown = all ? due : due.slice(0, due.length > most ? most - 1 : most);
  const left = due.length - shown.length;
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
      {left > 0 && opens && (
        <button type="button" className={styles.dueMore} onClick={(event) => reveal(event.currentTarget, open)}>
          and {left} more
        </button>
      )}
      {left > 0 && !opens && (
        <span className={styles.dueMore}>
          <span className={styles.andMore}>and </span>
          {left} <span className={styles.andMore}>more</span>
        </span>
      )}
    </>
  );
}
