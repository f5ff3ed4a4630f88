import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { RecordType } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Day } from "../../../trade/days";
import { CommandBar } from "../../../ui/CommandBar";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { useShortcuts } from "../../../ui/useShortcuts";
import { RecordsComing } from "../../status/RecordsComing";
import type { ListSearch } from "../query";
import { useToday } from "../useToday";
import { Agenda } from "./Agenda";
import { CalendarRail } from "./CalendarRail";
import styles from "./calendar.module.css";
import { HourGrid } from "./HourGrid";
import { MonthGrid } from "./MonthGrid";
import { everything, isShown } from "./shown";
import { dayNamed, daysShown, moved, spanInWords, spanNamed } from "./span";
import { useCalendar } from "./useCalendar";

const group = "Calendar";

const choices = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
  { value: "agenda", label: "Agenda" },
  { value: "table", label: "Table" },
];

type Props = {
  type: RecordType;
  search: ListSearch;
  onSearch: (search: ListSearch, how: "push" | "replace") => void;
  actions?: ReactNode;
  onCreate?: (from: number) => void; // milliseconds
};

/** The appointments and the escrows' deadlines in time. */
export function CalendarPage({ type, search, onSearch, actions, onCreate }: Props) {
  const { client } = useSession();
  const now = useToday();
  const nameOf = useNaming();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const loaded = useObservable(client.rows.loaded);
  const [shown, setShown] = useState(everything);
  const span = spanNamed(search.show, phone);
  const day = dayNamed(search.day, now.today);
  const days = daysShown(span, day);
  const { entries, due } = useCalendar(now, days);
  const go = (next: Day, to: string = span) => onSearch({ show: to, day: next }, "push");
  useShortcuts([
    { keys: "t", label: "Today", group, run: () => go(now.today) },
    { keys: "j", label: "Later", group, run: () => go(moved(span, day, 1)) },
    { keys: "k", label: "Earlier", group, run: () => go(moved(span, day, -1)) },
    { keys: "d", label: "Day", group, run: () => go(day, "day") },
    { keys: "w", label: "Week", group, run: () => go(day, "week") },
    { keys: "m", label: "Month", group, run: () => go(day, "month") },
  ]);
  const passing = entries.filter((entry) => isShown(entry, shown));
  const common = { days, entries: passing, due: shown.deadlines ? due : new Map(), type, now, nameOf };
  const people = [...new Set(entries.map(({ owner }) => owner))].map((id) => ({ id, name: nameOf(id) ?? "" }));
  people.sort((a, b) => (a.name < b.name ? -1 : 1));
  const range = (
    <span aria-live="polite" className={phone ? styles.phoneRange : undefined}>
      {spanInWords(span, day)}
    </span>
  );
  const arrows = (
    <>
      <ActionIcon variant="subtle" size={phone ? 44 : 28} aria-label="Earlier" onClick={() => go(moved(span, day, -1))}>
        <Icon of={IconChevronLeft} />
      </ActionIcon>
      <ActionIcon variant="subtle" size={phone ? 44 : 28} aria-label="Later" onClick={() => go(moved(span, day, 1))}>
        <Icon of={IconChevronRight} />
      </ActionIcon>
    </>
  );
  const toDay = (one: Day) => go(one, "day");
  return (
    <div className={styles.page}>
      <CommandBar
        title={type.labels}
        note={phone ? undefined : range}
        actions={
          <>
            {!phone && (
              <SegmentedControl
                size="xs"
                aria-label="Show"
                data={choices}
                value={span}
                onChange={(to) => go(day, to)}
              />
            )}
            {actions}
          </>
        }
      >
        {!phone && (
          <Button
            size="xs"
            variant="default"
            aria-keyshortcuts="T"
            rightSection={<KeyHint keys="t" />}
            onClick={() => go(now.today)}
          >
            Today
          </Button>
        )}
        {!phone && arrows}
      </CommandBar>
      {phone && (
        <>
          <SegmentedControl
            className={styles.phoneShow}
            aria-label="Show"
            data={choices}
            value={span}
            onChange={(to) => go(day, to)}
          />
          <div className={styles.phoneBar}>
            {range}
            {arrows}
          </div>
        </>
      )}
      <div className={styles.content}>
        {!loaded && entries.length === 0 && <RecordsComing />}
        {(span === "day" || span === "week") && (
          <HourGrid key={span} {...common} phone={Boolean(phone)} onDay={toDay} onCreate={onCreate} />
        )}
        {span === "month" && <MonthGrid {...common} month={day} onDay={toDay} />}
        {span === "agenda" && <Agenda {...common} />}
        <CalendarRail {...{ type, day, days, people, shown, now }} onShown={setShown} onDay={(one) => go(one)} />
      </div>
    </div>
  );
}
