import { ActionIcon, Tooltip } from "@mantine/core";
import { optionLabel, type RecordType, type Row, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "../../../ui/Icon";
import { recordIcon } from "../../../ui/recordIcons";
import { Section } from "../../../ui/Section";
import { Status } from "../../../ui/StatusGlyph";
import { useNow } from "../../../ui/useNow";
import { startCreating } from "../create/creating";
import { bookingOf } from "../layout/booking";
import { comingUp, type Related, relatedTo } from "../layout/related";
import { when } from "../layout/timeline";
import { useDoc, useRecord } from "./OpenRecord";
import { RecordLink } from "./RecordLink";
import styles from "./record.module.css";
import { titleText } from "./titleText";

const most = 8; // records of a section

/** The records that this one names and those that name it, and what is coming up. */
export function RelatedRecords() {
  const { id } = useRecord();
  const { client, schema } = useSession();
  const now = useNow(60_000);
  // Only what is shown of them counts: a list of rows is a new one with each change of any record.
  const key = useObservable(client.rows.all, (rows) =>
    relatedTo(id, rows, schema.types)
      .map(({ row }) => `${row.id} ${row.updatedAt}`)
      .join(),
  );
  const related = key === "" ? [] : relatedTo(id, client.rows.all.get(), schema.types);
  const next = comingUp(related, now);
  const others = related.filter((one) => one.row.type !== "appointment");
  return (
    <>
      {others.length > 0 && <Records title="Related" related={others} now={now} />}
      <ComingUp next={next} now={now} />
    </>
  );
}

/** The appointments of the record, and the way to another one that is linked with it. */
function ComingUp({ next, now }: { next: Related[]; now: number }) {
  const { type, id, readOnly, shared } = useRecord();
  const title = useDoc(shared, (doc) => titleText(type, doc));
  if (type.name === "appointment" || (next.length === 0 && readOnly)) return null;
  const book = (
    <Tooltip label="Book an appointment">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label="Book an appointment"
        onClick={() => startCreating("appointment", bookingOf(type.name, id, title))}
      >
        <Icon of={IconPlus} />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Records title="Coming up" related={next} now={now} actions={readOnly ? undefined : book}>
      {next.length === 0 && <p className={styles.none}>No appointment is booked.</p>}
    </Records>
  );
}

type RecordsProps = { title: string; related: Related[]; now: number; actions?: ReactNode; children?: ReactNode };

function Records({ title, related, now, actions, children }: RecordsProps) {
  return (
    <Section small title={title} count={related.length > most ? related.length : undefined} actions={actions}>
      {children}
      <ul aria-label={title} className={styles.railRows}>
        {related.slice(0, most).map(({ row, type }) => (
          <li key={row.id} className={styles.related}>
            <span className={styles.faint}>
              <Icon of={recordIcon(type.name)} />
            </span>
            <span>
              <RecordLink id={row.id}>{titleOf(type, row.fields).split(" · ")[0]}</RecordLink>
              <span className={styles.faint}>{detail(row, type, now)}</span>
            </span>
            <RowStatus row={row} type={type} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RowStatus({ row, type }: { row: Row; type: RecordType }) {
  const status = show(row.fields[type.status]);
  const field = type.fields.find(({ name }) => name === type.status);
  if (!status || !field) return null;
  return <Status type={type.name} value={status} label={optionLabel(field, status)} />;
}

/** The line below a related record's title. */
function detail(row: Row, type: RecordType, now: number): string {
  if (type.name === "appointment") return when(show(row.fields.DTSTART), now) || type.label;
  const { ListPrice, purchasePrice } = row.fields;
  const price = typeof ListPrice === "number" ? ListPrice : purchasePrice;
  const money = typeof price === "number" ? `, $${Math.round(price / 100).toLocaleString("en-US")}` : "";
  return `${type.label}${money}`;
}
