import { ActionIcon, Checkbox, Switch } from "@mantine/core";
import { optionLabel, type RecordType } from "@roomkey/client";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { type Day, monthName, monthStart, weekdayName } from "../../../trade/days";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { Status } from "../../../ui/StatusGlyph";
import type { Now } from "../column";
import styles from "./calendar.module.css";
import type { Shown } from "./shown";
import { daysShown } from "./span";

type Props = {
  type: RecordType;
  day: Day;
  days: readonly Day[]; // that are shown
  people: readonly { id: string; name: string }[]; // who has appointments
  shown: Shown;
  now: Now;
  onShown: (shown: Shown) => void;
  onDay: (day: Day) => void;
};

/** Beside a calendar: a month to go to, whose appointments and which ones are shown, what the drawings mean. */
export function CalendarRail({ type, day, days, people, shown, now, onShown, onDay }: Props) {
  const field = type.fields.find(({ name }) => name === type.status);
  const togglePerson = (id: string) => {
    const hidden = new Set(shown.hidden);
    if (!hidden.delete(id)) hidden.add(id);
    onShown({ ...shown, hidden });
  };
  return (
    <aside aria-label="Calendar options" className={styles.rail}>
      <SmallMonth key={day.slice(0, 7)} day={day} days={days} now={now} onDay={onDay} />
      <h2>People</h2>
      {people.map((person) => (
        <Checkbox
          key={person.id}
          size="xs"
          className={styles.option}
          label={
            <span className={styles.person}>
              <Avatar person={person} size={20} label="" /> {person.name || "A colleague"}
            </span>
          }
          checked={!shown.hidden.has(person.id)}
          onChange={() => togglePerson(person.id)}
        />
      ))}
      <h2>Show</h2>
      <Switch
        size="sm"
        labelPosition="left"
        className={styles.option}
        label="Deadlines"
        checked={shown.deadlines}
        onChange={() => onShown({ ...shown, deadlines: !shown.deadlines })}
      />
      <Switch
        size="sm"
        labelPosition="left"
        className={styles.option}
        label="Cancelled"
        checked={shown.cancelled}
        onChange={() => onShown({ ...shown, cancelled: !shown.cancelled })}
      />
      <h2>Status</h2>
      {["CONFIRMED", "TENTATIVE", "CANCELLED"].map((value) => (
        <p key={value} className={styles.legend}>
          <Status type={type.name} value={value} label={optionLabel(field, value)} />
        </p>
      ))}
    </aside>
  );
}

function SmallMonth({ day, days, now, onDay }: Pick<Props, "day" | "days" | "now" | "onDay">) {
  const [month, setMonth] = useState(monthStart(day));
  const all = daysShown("month", month);
  return (
    <>
      <div className={styles.smallHead}>
        <b className={styles.monthTitle}>{monthName(month)}</b>
        <ActionIcon
          variant="subtle"
          size={24}
          aria-label="Month before"
          onClick={() => setMonth(monthStart(month, -1))}
        >
          <Icon of={IconChevronLeft} />
        </ActionIcon>
        <ActionIcon variant="subtle" size={24} aria-label="Month after" onClick={() => setMonth(monthStart(month, 1))}>
          <Icon of={IconChevronRight} />
        </ActionIcon>
      </div>
      <div className={styles.small}>
        {all.slice(0, 7).map((one) => (
          <span key={one} aria-hidden="true">
            {weekdayName(one).charAt(0)}
          </span>
        ))}
        {all.map((one) => (
          <button
            key={one}
            type="button"
            aria-label={`${monthName(one)} ${Number(one.slice(8))}`}
            aria-current={one === now.today ? "date" : undefined}
            data-shown={days.includes(one) || undefined}
            data-other={one.slice(0, 7) !== month.slice(0, 7) || undefined}
            onClick={() => onDay(one)}
          >
            {Number(one.slice(8))}
          </button>
        ))}
      </div>
    </>
  );
}
