import { ActionIcon } from "@mantine/core";
import { addDays, addMonths, weekdayOf } from "@roomkey/client/values";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import styles from "./DayGrid.module.css";
import { Icon } from "./Icon";

const weeks = [0, 1, 2, 3, 4, 5]; // as many in every month, so that nothing moves
const weekdays = [0, 1, 2, 3, 4, 5, 6];

const format = (options: Intl.DateTimeFormatOptions) => {
  const words = new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  return (day: string) => words.format(Date.parse(`${day}T00:00:00Z`));
};
const monthName = format({ month: "long", year: "numeric" });
const dayName = format({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
const weekdayName = format({ weekday: "long" });
const weekdayLetters = format({ weekday: "short" });

/** Days away, by key; pages are months, with Shift years. */
const steps: Readonly<Record<string, (day: string, shift: boolean) => string>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  Home: (day) => addDays(day, -weekdayOf(day)),
  End: (day) => addDays(day, 6 - weekdayOf(day)),
  PageUp: (day, shift) => addMonths(day, shift ? -12 : -1),
  PageDown: (day, shift) => addMonths(day, shift ? 12 : 1),
};

type Props = { value?: string; today: string; onPick: (day: string) => void };

/** A month's days to choose one, YYYY-MM-DD: by a press, or by arrows, Page Up and Down, and Enter. */
export function DayGrid({ value, today, onPick }: Props) {
  const [at, setAt] = useState(value ?? today); // the day that Enter chooses
  const grid = useRef<HTMLTableElement>(null);
  const moved = useRef(true); // by keys, or not at all yet: the focus goes with it
  const first = `${at.slice(0, 7)}-01`;
  const start = addDays(first, -weekdayOf(first));

  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
    moved.current = false;
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = steps[event.key]?.(at, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    moved.current = true;
    setAt(next);
  };
  const turn = (months: number, label: string, icon: typeof IconChevronLeft) => (
    <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={() => setAt(addMonths(at, months))}>
      <Icon of={icon} />
    </ActionIcon>
  );
  return (
    <div className={styles.month}>
      <div className={styles.head}>
        {turn(-1, "Previous month", IconChevronLeft)}
        <span aria-live="polite">{monthName(at)}</span>
        {turn(1, "Next month", IconChevronRight)}
      </div>
      <table ref={grid} aria-label={monthName(at)} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdays.map((weekday) => (
              <th key={weekday} scope="col" abbr={weekdayName(addDays(start, weekday))}>
                {weekdayLetters(addDays(start, weekday)).slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week}>
              {weekdays.map((weekday) => {
                const day = addDays(start, 7 * week + weekday);
                return (
                  <td key={day}>
                    <button
                      type="button"
                      data-day={day}
                      data-away={day.slice(0, 7) !== at.slice(0, 7) || undefined}
                      data-autofocus={day === at || undefined}
                      data-mantine-stop-propagation // Escape closes this, and no dialog below it
                      tabIndex={day === at ? 0 : -1}
                      aria-label={dayName(day)}
                      aria-pressed={day === value}
                      aria-current={day === today ? "date" : undefined}
                      onClick={() => onPick(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
