import { useDisclosure } from "@mantine/hooks";
import type { Row } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Day, dueInWords, shortDay, weekdayName } from "../../trade/days";
import type { Deadline } from "../../trade/deadlines";
import { titleOfRow } from "../../trade/title";
import { Avatar } from "../../ui/Avatar";
import { deadlineIcons } from "../../ui/deadlineIcons";
import { Icon } from "../../ui/Icon";
import { reveal } from "../../ui/reveal";
import { type Tone, toneClass } from "../../ui/tone";
import { type DueGroup, dueSoon } from "./agenda";
import styles from "./Home.module.css";

/** So many days ahead are shown. */
const days = 7;

/** So many that are late are shown at once, and so many of this week; the rest is a click away. */
const mostLate = 4;
const most = 12;

const longDay = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });

/** What escrows wait for: what is late, and this week's. */
export function Deadlines({ rows, today }: { rows: Row[]; today: Day }) {
  const groups = dueSoon(rows, today, days);
  const count = groups.reduce((sum, { due }) => sum + due.length, 0);
  const unseen = groups
    .filter(({ day }, index) => day !== "late" && left(groups, index) <= 0)
    .reduce((sum, { due }) => sum + due.length, 0);
  return (
    <section aria-labelledby="deadlines" className={styles.deadlines}>
      <div className={styles.head}>
        <h2 id="deadlines">Deadlines this week</h2>
        <span className={styles.count}>{count}</span>
        <Link to="/$plural" params={{ plural: "appointments" }} search={{}} className={styles.more}>
          Open calendar
        </Link>
      </div>
      {count === 0 && <p className={styles.none}>Nothing is due within a week.</p>}
      {groups.map((group, index) => (
        <Group
          key={group.day}
          group={group}
          today={today}
          most={group.day === "late" ? mostLate : left(groups, index)}
        />
      ))}
      {unseen > 0 && (
        <Link to="/$plural" params={{ plural: "appointments" }} search={{}} className={styles.all}>
          {unseen} more this week
        </Link>
      )}
    </section>
  );
}

function Group({ group: { day, due }, today, most }: { group: DueGroup; today: Day; most: number }) {
  const late = day === "late";
  const nameOf = useNaming();
  const [all, { open }] = useDisclosure();
  if (most <= 0) return null;
  return (
    <>
      <h3 className={late ? `${styles.day} ${styles.late}` : styles.day}>
        {late && <Icon of={IconAlertTriangle} size="inline" />}
        {late ? "Overdue" : day === today ? "Today" : longDay.format(Date.parse(`${day}T00:00:00Z`))}
      </h3>
      <ul className={styles.list}>
        {due.slice(0, all ? due.length : most).map(({ row, kind, label, day: on }) => (
          <li key={`${row.id}/${kind}/${label}/${on}`}>
            <Link to="/$plural/$id" params={{ plural: "escrows", id: row.id }} className={styles.due}>
              <span className={`${styles.icon} ${toneClass(late ? "red" : toneOf(kind))}`}>
                <Icon of={deadlineIcons[kind]} />
              </span>
              <span className={styles.what}>{label}</span>
              <span className={styles.where}>{placeOf(row)}</span>
              <Avatar person={{ id: row.owner, name: nameOf(row.owner) ?? "" }} />
              <time dateTime={on} className={`${styles.when} ${late ? styles.late : on === today ? styles.now : ""}`}>
                {late ? `${shortDay(on, today)}, ${dueInWords(on, today)}` : on === today ? "today" : weekdayName(on)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
      {due.length > most && !all && (
        <button type="button" className={styles.all} onClick={(event) => reveal(event.currentTarget, open)}>
          {due.length - most} more {late ? "overdue" : "on this day"}
        </button>
      )}
    </>
  );
}

/** What can still be got out by is amber, the end of it all green; the rest is ink. */
function toneOf(kind: Deadline["kind"]): Tone {
  if (kind === "close") return "accent";
  return /^(checklist|deposit|walkThrough|possession|expiration|preapproval)$/.test(kind) ? "gray" : "amber";
}

/** Where an escrow's property is, without state and ZIP code, which are alike in all. */
function placeOf(row: Row): string {
  const { main, more } = titleOfRow({ name: "escrow", title: [] }, row);
  return [main, more].filter(Boolean).join(", ");
}

/** How many rows of this week's are left for a group. */
function left(groups: DueGroup[], index: number): number {
  const before = groups.slice(0, index).filter(({ day }) => day !== "late");
  return most - before.reduce((sum, { due }) => sum + due.length, 0);
}
