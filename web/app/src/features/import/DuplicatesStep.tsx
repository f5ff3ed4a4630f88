import { Button, SegmentedControl, Select } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import { IconCopyCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../../ui/EmptyState";
import { Tag } from "../../ui/Pill";
import styles from "./import.module.css";
import { PreviewRail } from "./PreviewRail";
import type { Decisions, Duplicate } from "./preview";
import type { Import } from "./useImport";

const ways = [
  { value: "skip", label: "Leave out" },
  { value: "merge", label: "Merge" },
  { value: "create", label: "Create again" },
];

/** The rows that are there already, and what happens to them: one choice for all, and one for each. */
export function DuplicatesStep({ type, state }: { type: RecordType; state: Import }) {
  const { report, decided, decide, checking } = state;
  if (!report?.preview) return null;
  const same = report.preview.duplicates.filter(({ kind }) => kind === "same");
  const there = Math.max(same.length, report.totals.skipped + report.totals.merged);
  const written = report.totals.created + report.totals.merged;
  const related = report.preview.duplicates.filter(({ kind }) => kind === "related");
  return (
    <div className={styles.page} aria-busy={checking}>
      <div className={styles.main}>
        {same.length > 0 && (
          <div className={styles.line}>
            <p>
              <b>{there === 1 ? "One row is" : `${there} rows are`}</b> there already.
            </p>
            <SegmentedControl
              size="xs"
              aria-label="What happens to rows that are there already"
              data={ways}
              value={decided.duplicates}
              onChange={(duplicates) => decide({ duplicates: duplicates as Decisions["duplicates"], rows: {} })}
            />
          </div>
        )}
        {same.length + related.length === 0 && (
          <EmptyState icon={IconCopyCheck} title="No row is there already">
            All {report.totals.failed > 0 && "other "}rows become new {type.labels.toLowerCase()}.
          </EmptyState>
        )}
        <ul className={styles.duplicates} aria-label="Rows that are there already">
          {same.map((duplicate) => (
            <li key={duplicate.row}>
              <Twin type={type} of={duplicate} />
              <Select
                size="xs"
                aria-label={`What happens to row ${duplicate.row}`}
                allowDeselect={false}
                data={ways}
                value={decided.rows[duplicate.row] ?? decided.duplicates}
                onChange={(way) => way && decide({ rows: { ...decided.rows, [duplicate.row]: way } })}
              />
            </li>
          ))}
        </ul>
        {related.length > 0 && (
          <section className={styles.values} aria-label="Related people">
            <h2>Related people: one contact, another name. They become people of their own.</h2>
            <ul className={styles.duplicates}>
              {related.map((duplicate) => (
                <li key={duplicate.row}>
                  <Twin type={type} of={duplicate} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className={styles.foot}>
          <p>Nothing is saved yet. The whole import can be undone.</p>
          <Button variant="default" onClick={() => state.setStage("columns")}>
            Back
          </Button>
          <Button loading={checking} onClick={() => void state.run()}>
            Import {written.toLocaleString("en-US")} {written === 1 ? "row" : "rows"}
          </Button>
        </div>
      </div>
      <PreviewRail type={type} report={report} />
    </div>
  );
}

/** A row, and the record or row that it is. */
function Twin({ type, of }: { type: RecordType; of: Duplicate }) {
  return (
    <span className={styles.twin}>
      <span className={styles.number}>Row {of.row}</span>
      <b>{of.title}</b>
      <small>
        the same {of.by} as{" "}
        {of.other ? (
          `row ${of.other}`
        ) : of.record ? (
          <Link to="/$plural/$id" params={{ plural: type.plural, id: of.record }}>
            {of.name || "a record"}
          </Link>
        ) : (
          "a record"
        )}
      </small>
      {of.state && <Tag tone="amber">{of.state}</Tag>}
    </span>
  );
}
