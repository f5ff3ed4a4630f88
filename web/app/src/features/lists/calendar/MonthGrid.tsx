import type { RecordType } from "@roomkey/client";
import { type Day, weekdayName } from "../../../trade/days";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import { DueTags } from "./DueTags";
import { EntryButton } from "./EntryButton";
import { daysOf, type Entry, keyOf } from "./entries";
import type { Due } from "./useCalendar";

const most = 3; // appointments of a day; the others are counted

type Props = {
  days: readonly Day[];
  month: Day; // any day of it
  entries: readonly Entry[];
  due: ReadonlyMap<Day, Due[]>;
  type: RecordType;
  now: Now;
  nameOf: (id: string) => string | undefined;
  onDay: (day: Day) => void;
};

/** A month as weeks of days. */
export function MonthGrid({ days, month, entries, due, type, now, nameOf, onDay }: Props) {
  return (
    <div className={styles.month} data-dense>
      <div className={styles.weekdays} aria-hidden="true">
        {days.slice(0, 7).map((day) => (
          <span key={day}>{weekdayName(day)}</span>
        ))}
      </div>
      <div className={styles.monthDays}>
        {days.map((day) => {
          const found = entries.filter((entry) => {
            const [first, last] = daysOf(entry, now.zone);
            return first <= day && day <= last;
          });
          const shown = found.slice(0, most);
          return (
            <section
              key={day}
              aria-label={`${weekdayName(day)} ${Number(day.slice(8))}`}
              className={styles.monthDay}
              data-other={day.slice(0, 7) !== month.slice(0, 7) || undefined}
            >
              <button
                type="button"
                aria-current={day === now.today ? "date" : undefined}
                className={styles.number}
                onClick={() => onDay(day)}
              >
                {Number(day.slice(8))}
              </button>
              <DueTags due={due.get(day) ?? []} now={now} />
              {shown.map((entry) => (
                <EntryButton key={keyOf(entry)} {...{ entry, type, now, nameOf }} look="mini" />
              ))}
              {found.length > shown.length && (
                <button type="button" className={styles.dueMore} onClick={() => onDay(day)}>
                  {found.length - shown.length} <span className={styles.andMore}>more</span>
                </button>
              )}
            </section>
          );
        })}
      </div>
    </div>
  );
}
