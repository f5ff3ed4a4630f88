import type { RecordType } from "@roomkey/client";
import { IconCalendar } from "@tabler/icons-react";
import { awayInWords, type Day, shortDay, weekdayName } from "../../../trade/days";
import { EmptyState } from "../../../ui/EmptyState";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import { DueTags } from "./DueTags";
import { EntryButton } from "./EntryButton";
import { daysOf, type Entry, keyOf } from "./entries";
import type { Due } from "./useCalendar";

type Props = {
  days: readonly Day[];
  entries: readonly Entry[];
  due: ReadonlyMap<Day, Due[]>;
  type: RecordType;
  now: Now;
  nameOf: (id: string) => string | undefined;
};

/** The days that have something, one below the other. */
export function Agenda({ days, entries, due, type, now, nameOf }: Props) {
  const filled = days.flatMap((day) => {
    const found = entries.filter((entry) => daysOf(entry, now.zone)[0] === day);
    const dues = due.get(day) ?? [];
    return found.length > 0 || dues.length > 0 ? [{ day, found, dues }] : [];
  });
  if (filled.length === 0) {
    return (
      <EmptyState icon={IconCalendar} title="Nothing in these 30 days">
        Appointments and deadlines stand here, day by day.
      </EmptyState>
    );
  }
  return (
    <div className={styles.agenda}>
      {filled.map(({ day, found, dues }) => (
        <section key={day} aria-label={`${weekdayName(day)}, ${shortDay(day, now.today)}`}>
          <h2 className={day === now.today ? styles.today : undefined}>
            {weekdayName(day)}, {shortDay(day, now.today)}{" "}
            <span className={styles.away}>{awayInWords(day, now.today)}</span>
          </h2>
          <DueTags due={dues} now={now} opens />
          {found.map((entry) => (
            <EntryButton key={keyOf(entry)} {...{ entry, type, now, nameOf }} look="line" />
          ))}
        </section>
      ))}
    </div>
  );
}
