import type { RecordType } from "@roomkey/client";
import { type CSSProperties, type MouseEvent, useEffect, useRef } from "react";
import { type Day, weekdayName, weekdayOf } from "../../../trade/days";
import { momentOf, wallTime } from "../../../trade/zone";
import { useNow } from "../../../ui/useNow";
import type { Now } from "../column";
import { clockInWords } from "../format";
import styles from "./calendar.module.css";
import { DueTags } from "./DueTags";
import { EntryButton } from "./EntryButton";
import { above, type Block, blocksOf, type Entry, keyOf } from "./entries";
import type { Due } from "./useCalendar";

const hourHeight = 62; // pixels
const leastHeight = 24; // pixels: what can be clicked
const firstShown = 8 * 60; // minutes: where the day begins to be read
const step = 30; // minutes: what a click is rounded to

type Props = {
  days: readonly Day[];
  entries: readonly Entry[];
  due: ReadonlyMap<Day, Due[]>;
  type: RecordType;
  now: Now;
  nameOf: (id: string) => string | undefined;
  onDay: (day: Day) => void;
  onCreate?: (from: number) => void; // milliseconds
};

/** A day or a week by hours: deadlines and all-day appointments above, the others where they are in time. */
export function HourGrid({ days, entries, due, type, now, nameOf, onDay, onCreate }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current?.scrollTo({ top: (firstShown / 60) * hourHeight - 10 });
  }, []);
  const at = wallTime(useNow(60_000), now.zone);
  const columns = { gridTemplateColumns: `52px repeat(${days.length}, minmax(0, 1fr))` };
  const common = { type, now, nameOf };
  const create = (day: Day) => (event: MouseEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    const minutes = Math.floor(((y / hourHeight) * 60) / step) * step;
    onCreate?.(momentOf(day, Math.max(0, Math.min(minutes, 24 * 60 - step)), now.zone));
  };
  return (
    <div ref={scroller} className={styles.hours} data-dense>
      <div className={styles.heads}>
        <div className={styles.days} style={columns}>
          <span />
          {days.map((day) => (
            <button
              key={day}
              type="button"
              className={styles.day}
              aria-current={day === now.today ? "date" : undefined}
              onClick={() => onDay(day)}
            >
              {weekdayName(day)} <b>{Number(day.slice(8))}</b>
            </button>
          ))}
        </div>
        <div className={styles.tops} style={columns}>
          <span className={styles.dueLabel}>Due</span>
          {days.map((day) => (
            <div key={day} className={styles.top}>
              <DueTags due={due.get(day) ?? []} now={now} />
              {above(entries, day, now.zone).map((entry) => (
                <EntryButton key={keyOf(entry)} {...common} entry={entry} look="line" />
              ))}
            </div>
          ))}
        </div>
      </div>
      <div className={styles.grid} style={{ ...columns, height: 24 * hourHeight }}>
        <div className={styles.clock} aria-hidden="true">
          {Array.from({ length: 23 }, (_, hour) => (
            <span key={clockInWords((hour + 1) * 60)} style={{ top: (hour + 1) * hourHeight - 8 }}>
              {hour === 11 ? "Noon" : clockInWords((hour + 1) * 60)}
            </span>
          ))}
        </div>
        {days.map((day) => (
          // The pointer's way to create; the keyboard has the button and its key.
          <section
            key={day}
            aria-label={`${weekdayName(day)} ${Number(day.slice(8))}`}
            className={styles.column}
            data-off={/[06]/.test(String(weekdayOf(day))) || undefined}
            data-today={day === now.today || undefined}
            onClick={onCreate ? create(day) : undefined}
          >
            {day === at.day && <div className={styles.now} style={{ top: (at.minutes / 60) * hourHeight }} />}
            {blocksOf(entries, day, now.zone).map((block) => (
              <EntryButton
                key={keyOf(block.entry)}
                {...common}
                entry={block.entry}
                look="block"
                style={placeOf(block)}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function placeOf({ from, to, lane, lanes }: Block): CSSProperties {
  return {
    top: (from / 60) * hourHeight + 1,
    height: Math.max(((to - from) / 60) * hourHeight - 2, leastHeight),
    left: `calc(${(100 * lane) / lanes}% + 2px)`,
    width: `calc(${100 / lanes}% - 6px)`,
  };
}
