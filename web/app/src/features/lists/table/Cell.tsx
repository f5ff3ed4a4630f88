import { dollars, optionLabel, type Row, show } from "@roomkey/client";
import { formatPhone } from "@roomkey/client/values";
import { IconAlertTriangle } from "@tabler/icons-react";
import { checklistOf } from "../../../trade/checklist";
import { awayInWords, dueInWords, shortDay } from "../../../trade/days";
import { nextDeadline } from "../../../trade/deadlines";
import { Avatar } from "../../../ui/Avatar";
import { deadlineIcons } from "../../../ui/deadlineIcons";
import { Icon } from "../../../ui/Icon";
import { Tag } from "../../../ui/Pill";
import { ProgressBar } from "../../../ui/ProgressBar";
import { Status } from "../../../ui/StatusGlyph";
import { toneClass } from "../../../ui/tone";
import type { Column, Now, Value } from "../column";
import { timeInWords } from "../format";
import styles from "./table.module.css";

const inWords = new Intl.NumberFormat("en-US");

type Props = {
  column: Column;
  row: Row;
  now: Now;
  status: string; // the field that is the type's status
  nameOf: (id: string) => string | undefined;
};

/** What a column shows of a row. */
export function Cell({ column, row, now, status, nameOf }: Props) {
  const value = column.value(row, now);
  if (column.id === "escrowNumber" && value === undefined) return <span className={styles.faint}>when online</span>;
  if (column.kind === "deadline") return <DeadlineCell row={row} now={now} />;
  if (value === undefined) return null;
  if (column.id === status) {
    return <Status type={row.type} value={String(value)} label={optionLabel(column.field, String(value))} />;
  }
  return <>{drawn(column, value, row, now, nameOf)}</>;
}

function drawn(column: Column, value: Value, row: Row, now: Now, nameOf: Props["nameOf"]) {
  switch (column.kind) {
    case "money":
      return dollars(value);
    case "number":
      return column.id === "YearBuilt" ? String(value) : inWords.format(Number(value));
    case "option":
      return optionLabel(column.field, String(value));
    case "bool":
      return value ? "Yes" : "No";
    case "person":
      return <Avatar plain person={{ id: String(value), name: nameOf(String(value)) ?? "" }} />;
    case "record":
      return nameOf(String(value)) ?? "";
    case "date":
      return <DayCell day={String(value)} now={now} away={column.total === "away"} />;
    case "time":
      return timeInWords(Number(value), now);
    case "values":
      return <ValuesCell column={column} values={value as string[]} />;
    case "progress":
      return <ChecklistCell row={row} />;
  }
  return column.id === "phone" ? formatPhone(show(value)) : show(value);
}

function DayCell({ day, now, away }: { day: string; now: Now; away: boolean }) {
  return (
    <time dateTime={day} className={styles.day}>
      {shortDay(day, now.today)}
      {away && <span className={styles.faint}> {awayInWords(day, now.today)}</span>}
    </time>
  );
}

function ValuesCell({ column, values }: { column: Column; values: string[] }) {
  if (column.id === "tags" || column.id === "areas") {
    return (
      <span className={styles.tags}>
        {values
          .slice(0, 2)
          .map((value) => (column.id === "tags" ? <Tag key={value}>{value}</Tag> : value))
          .flatMap((part, index) => (index > 0 && column.id === "areas" ? [", ", part] : [part]))}
        {values.length > 2 && <span className={styles.faint}> +{values.length - 2}</span>}
      </span>
    );
  }
  const first = values[0] ?? "";
  const said = column.id === "TEL" ? formatPhone(first) : optionLabel(column.field?.item, first);
  return (
    <>
      {said}
      {values.length > 1 && <span className={styles.faint}> +{values.length - 1}</span>}
    </>
  );
}

function ChecklistCell({ row }: { row: Row }) {
  const { done, all } = checklistOf(row.fields.checklist);
  return (
    <span className={styles.progress}>
      <span className={styles.progressBar}>
        <ProgressBar thin label="Checklist" value={(100 * done) / Math.max(all, 1)} text={`${done} of ${all}`} />
      </span>
      {done}/{all}
    </span>
  );
}

/** An escrow's next deadline in words: red where it is late. */
export function DeadlineCell({ row, now }: { row: Row; now: Now }) {
  const next = nextDeadline(row, now.today);
  if (!next) return null;
  const late = next.day < now.today;
  return (
    <span className={late ? `${styles.deadline} ${styles.late} ${toneClass("red")}` : styles.deadline}>
      <Icon of={late ? IconAlertTriangle : deadlineIcons[next.kind]} />
      <span className={styles.ellipsis}>{next.label},</span>
      <span className={styles.dueBy}> {dueInWords(next.day, now.today)}</span>
    </span>
  );
}
