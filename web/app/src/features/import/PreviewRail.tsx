import { ActionIcon, Button } from "@mantine/core";
import { optionLabel, type RecordType } from "@roomkey/client";
import { deviceZone, formatValue } from "@roomkey/client/values";
import {
  IconAlertTriangle,
  IconChevronLeft,
  IconChevronRight,
  IconCopy,
  IconDownload,
  IconPlus,
} from "@tabler/icons-react";
import { useState } from "react";
import { Icon, type IconType } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { saveCSV } from "../../ui/save";
import { type Tone, toneClass } from "../../ui/tone";
import styles from "./import.module.css";
import { failedRows, type Outcome, type PreviewRow, type Report, shownValue } from "./preview";

const outcomes: Record<Outcome, { label: string; tone: Tone; icon: IconType }> = {
  create: { label: "New", tone: "blue", icon: IconPlus },
  merge: { label: "Merged", tone: "amber", icon: IconCopy },
  skip: { label: "Left out: there already", tone: "gray", icon: IconCopy },
  fail: { label: "Can't be read", tone: "red", icon: IconAlertTriangle },
};

/** Beside the columns: the first rows as they would become, what would happen to all, and what was left out. */
export function PreviewRail({ type, report }: { type: RecordType; report: Report }) {
  const [at, setAt] = useState(0);
  const rows = report.preview?.rows ?? [];
  const shown = rows[Math.min(at, rows.length - 1)];
  const { totals, errors } = report;
  return (
    <aside className={styles.rail} aria-label="Preview">
      {shown && (
        <Section
          small
          title="Preview"
          count={`row ${shown.row.toLocaleString("en-US")} of the file`}
          actions={
            <>
              <Turn label="Previous row" icon={IconChevronLeft} disabled={at === 0} onClick={() => setAt(at - 1)} />
              <Turn
                label="Next row"
                icon={IconChevronRight}
                disabled={at >= rows.length - 1}
                onClick={() => setAt(at + 1)}
              />
            </>
          }
        >
          <RowCard type={type} row={shown} />
        </Section>
      )}
      <Section small title="What will happen">
        <ul className={styles.counts}>
          <Count icon={IconPlus} tone="green" label={`New ${type.labels.toLowerCase()}`} count={totals.created} />
          {totals.merged > 0 && (
            <Count icon={IconCopy} tone="amber" label="Merged into what is there" count={totals.merged} />
          )}
          <Count icon={IconCopy} tone="amber" label="Left out: there already" count={totals.skipped} />
          <Count icon={IconAlertTriangle} tone="red" label="Rows that can’t be read" count={totals.failed} />
        </ul>
      </Section>
      {errors.length > 0 && (
        <Section small title="Can’t be read">
          <Lines lines={errors.map(({ row, message }) => ({ row, message }))} />
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon of={IconDownload} />}
            onClick={() => saveCSV(`\ufeff${failedRows(report)}`, "rows-that-cannot-be-read.csv")}
          >
            Save the list
          </Button>
        </Section>
      )}
      <Remarks report={report} />
    </aside>
  );
}

/** What was left out of rows that are imported, and what concerns the whole file. */
export function Remarks({ report }: { report: Report }) {
  const { left = [], leftOut = left.length, warnings = [] } = report;
  return (
    <>
      {warnings.length > 0 && (
        <Section small title="About the file">
          <ul className={styles.lines}>
            {warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Section>
      )}
      {left.length > 0 && (
        <Section small title="Left out of rows" count={leftOut}>
          <Lines lines={left} />
        </Section>
      )}
    </>
  );
}

const most = 30;

function Lines({ lines }: { lines: { row: number; column?: string; text?: string; message: string }[] }) {
  return (
    <ul className={styles.lines}>
      {lines.slice(0, most).map(({ row, column, text, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
        <li key={index}>
          <span className={styles.number}>Row {row}</span>
          <span>
            {column && <b>{column}: </b>}
            {text && !message.includes(`“${text}”`) && `“${text}” `}
            {message}
          </span>
        </li>
      ))}
      {lines.length > most && <li>and {lines.length - most} more</li>}
    </ul>
  );
}

function RowCard({ type, row }: { type: RecordType; row: PreviewRow }) {
  const { label, tone, icon } = outcomes[row.outcome];
  const shown = (pointer: string, value: unknown) => {
    const field = type.fields.find(({ name }) => name === pointer.slice(pointer.lastIndexOf("/") + 1));
    if (field?.kind === "enum") return optionLabel(field, String(value));
    if (field?.kind === "date" || field?.kind === "time") return formatValue(field, value, deviceZone());
    return shownValue(value, field?.kind === "money");
  };
  return (
    <div className={styles.card}>
      <h3>
        {row.title || "Without a name"}
        <Pill tone={tone} icon={icon}>
          {label}
        </Pill>
      </h3>
      <dl>
        {(row.values ?? []).map(({ field, label, value }) => (
          <div key={field}>
            <dt>{label}</dt>
            <dd>{shown(field, value)}</dd>
          </div>
        ))}
        {row.notes?.map((note) => (
          <div key={note}>
            <dt>Note</dt>
            <dd className={styles.note}>{note}</dd>
          </div>
        ))}
      </dl>
      {row.problems?.map(({ message }) => (
        <p key={message} className={styles.wrong}>
          {message}
        </p>
      ))}
    </div>
  );
}

type CountProps = { icon: typeof IconPlus; tone: Tone; label: string; count: number };

function Count({ icon, tone, label, count }: CountProps) {
  return (
    <li className={toneClass(count > 0 ? tone : "gray")}>
      <Icon of={icon} />
      <span>{label}</span>
      <b>{count.toLocaleString("en-US")}</b>
    </li>
  );
}

function Turn(props: { label: string; icon: typeof IconPlus; disabled: boolean; onClick: () => void }) {
  const { label, icon, disabled, onClick } = props;
  return (
    <ActionIcon variant="subtle" size={24} aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon of={icon} />
    </ActionIcon>
  );
}
