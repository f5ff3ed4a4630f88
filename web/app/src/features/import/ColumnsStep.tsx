import { Button, Select } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import {
  IconAlertTriangle,
  IconArrowRight,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
} from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { toneClass } from "../../ui/tone";
import styles from "./import.module.css";
import { PreviewRail } from "./PreviewRail";
import { matched, type PreviewColumn, sureness } from "./preview";
import type { Import } from "./useImport";
import { ValuesOf } from "./ValuesOf";

/** The columns of the file and the fields that they go into: each can be chosen. */
export function ColumnsStep({ type, state }: { type: RecordType; state: Import }) {
  const { report, decided, decide, checking } = state;
  const preview = report?.preview;
  if (!preview) return null;
  const { done, rest } = matched(preview.columns);
  const choices = [{ value: "", label: "Leave out" }, ...preview.targets];
  return (
    <div className={styles.page} aria-busy={checking}>
      <div className={styles.main}>
        <div className={styles.line}>
          <p role="status">
            <b>{done}</b> {rest}
          </p>
          <Select
            size="xs"
            aria-label="Dates"
            allowDeselect={false}
            data={[
              { value: "", label: "Dates as each column shows" },
              { value: "mdy", label: "MM/DD/YYYY" },
              { value: "dmy", label: "DD/MM/YYYY" },
            ]}
            value={decided.dates}
            onChange={(dates) => decide({ dates: (dates ?? "") as typeof decided.dates })}
          />
        </div>
        <table className={styles.columns} aria-label="Columns of the file">
          <thead>
            <tr>
              <th scope="col">Column in the file</th>
              <th scope="col">First values</th>
              <th scope="col">Field in Roomkey</th>
              <th scope="col">How sure</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column) => (
              <ColumnRow
                key={column.column}
                column={column}
                choices={choices}
                onChoose={(target) => decide({ mapping: { ...decided.mapping, [`#${column.column}`]: target } })}
              />
            ))}
          </tbody>
        </table>
        {preview.columns
          .filter(({ unmatched }) => unmatched && unmatched.length > 0)
          .map((column) => (
            <ValuesOf
              key={column.column}
              column={column}
              onChoose={(text, option) =>
                decide({
                  values: {
                    ...decided.values,
                    [column.target]: { ...decided.values[column.target], [text]: option },
                  },
                })
              }
            />
          ))}
        <div className={styles.foot}>
          <p>Nothing is saved yet. The whole import can be undone.</p>
          <Button variant="default" onClick={state.again}>
            Back
          </Button>
          <Button loading={checking} onClick={() => state.setStage("duplicates")}>
            Check duplicates
          </Button>
        </div>
      </div>
      <PreviewRail type={type} report={report} />
    </div>
  );
}

const glyphs = { green: IconCircleCheckFilled, amber: IconCircleDashed, gray: IconCircleMinus };

type RowProps = {
  column: PreviewColumn;
  choices: { value: string; label: string }[];
  onChoose: (target: string) => void;
};

function ColumnRow({ column, choices, onChoose }: RowProps) {
  const { tone, label } = sureness(column);
  const name = column.name || `Column ${column.column}`;
  const values = (column.unmatched?.length ?? 0) > 0;
  return (
    <tr data-out={column.target === "" || undefined} data-values={values || undefined}>
      <th scope="row">{name}</th>
      <td className={styles.samples}>{column.samples.join(", ")}</td>
      <td>
        <div className={styles.field}>
          <Icon of={IconArrowRight} />
          <Select
            size="xs"
            aria-label={`Field of ${name}`}
            searchable
            allowDeselect={false}
            data={known(choices, column)}
            value={column.target}
            onChange={(target) => onChoose(target ?? "")}
          />
        </div>
      </td>
      <td className={`${styles.sure} ${toneClass(tone)}`} data-unsure={tone === "amber" || undefined}>
        <Icon of={values ? IconAlertTriangle : glyphs[tone]} size="inline" />
        {label}
      </td>
    </tr>
  );
}

/** The choices, and what the column is taken for if it is not among them. */
function known(choices: RowProps["choices"], { target, label }: PreviewColumn) {
  if (choices.some(({ value }) => value === target)) return choices;
  return [...choices, { value: target, label: label ?? target }];
}
