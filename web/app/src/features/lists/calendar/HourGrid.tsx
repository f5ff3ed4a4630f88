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

/** How high an hour is and what can be clicked, in pixels, and the shortest block in minutes, as it is drawn. */
const sizes = { hour: 62, least: 24, shortest: 15 };

/** The same where all is tapped with a finger, which is 44 pixels wide. */
const tapped = { hour: 96, least: 44, shortest: 30 };

const firstShown = 8 * 60; // minutes: where the day begins to be read
const step = 30; // minutes: what a click is rounded to

type Props = {
  days: readonly Day[];
  entries: readonly Entry[];
  due: ReadonlyMap<Day, Due[]>;
  type: RecordType;
  now: Now;
  phone: boolean; // then one day is as large as fingers need
  nameOf: (id: string) => string | undefined;
  onDay: (day: Day) => void;
  onCreate?: (from: number) => void; // milliseconds
};

/** A day or a week by hours: deadlines and all-day appointments above, the others where they are in time. */
export function HourGrid({ days, entries, due, type, now, phone, nameOf, onDay, onCreate }: Props) {
  const large = phone && days.length === 1; // a week has no room for it, and the agenda has the same
  const size = large ? tapped : sizes;
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current?.scrollTo({ top: (firstShown / 60) * size.hour - 10 });
  }, [size]);
  const at = wallTime(useNow(60_000), now.zone);
  const columns = { gridTemplateColumns: `52px repeat(${days.length}, minmax(0, 1fr))` };
  const common = { type, now, nameOf };
  const create = (day: Day) => (event: MouseEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    const minutes = Math.floor(((y / size.hour) * 60) / step) * step;
    onCreate?.(momentOf(day, Math.max(0, Math.min(minutes, 24 * 60 - step)), now.zone));
  };
  return (
    <div
      ref={scroller}
      className={styles.hours}
      data-dense={!large || undefined}
      data-large={large || undefined}
      style={{ "--hour": `${size.hour}px` } as CSSProperties}
    >
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
      <div className={styles.grid} style={{ ...columns, height: 24 * size.hour }}>
        <div className={styles.clock} aria-hidden="true">
          {Array.from({ length: 23 }, (_, hour) => (
            <span key={clockInWords((hour + 1) * 60)} style={{ top: (hour + 1) * size.hour - 8 }}>
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
            {day === at.day && <div className={styles.now} style={{ top: (at.minutes / 60) * size.hour }} />}
            {blocksOf(entries, day, now.zone, size.shortest).map((block) => (
              <EntryButton
                key={keyOf(block.entry)}
                {...common}
                entry={block.entry}
                look="block"
                style={placeOf(block, size)}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function placeOf({ from, to, lane, lanes }: Block, { hour, least }: typeof sizes): CSSProperties {
  return {
    top: (from / 60) * hour + 1,
    height: Math.max(((to - from) / 60) * hour - 2, least),
    left: `calc(${(100 * lane) / lanes}% + 2px)`,
    width: `calc(${100 / lanes}% - 6px)`,
  };
}
