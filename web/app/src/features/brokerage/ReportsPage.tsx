import { Button } from "@mantine/core";
import { apiResponse, optionLabel } from "@roomkey/client";
import { useAnswer, useNames, useSession } from "@roomkey/client/react";
import { IconChartBar, IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Coming } from "../../ui/Coming";
import { BarTabs, CommandBar } from "../../ui/CommandBar";
import { EmptyState } from "../../ui/EmptyState";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { Status } from "../../ui/StatusGlyph";
import { saveBlob } from "../../ui/save";
import { useAction } from "../../ui/useAction";
import styles from "./Brokerage.module.css";
import { type ReportName, type ReportTable, reports, tableOf } from "./reports";

/** How business goes, as far as the user may see it: one's own, the team's, or the brokerage's. */
export function ReportsPage({ name }: { name: string }) {
  const report = reports.find((one) => one.name === name) ?? reports[0];
  const { busy, failure, run } = useAction();
  const save = () =>
    run(async () => {
      const response = await apiResponse("GET", `/reports/${report?.name}?format=csv`);
      saveBlob(await response.blob(), `${report?.name}.csv`);
    });
  return (
    <>
      <CommandBar
        title="Reports"
        actions={
          <Button
            variant="default"
            size="xs"
            loading={busy}
            leftSection={<Icon of={IconDownload} />}
            onClick={() => void save()}
          >
            CSV
          </Button>
        }
      >
        <BarTabs label="Reports">
          {reports.map((one) => (
            <Link
              key={one.name}
              to="/reports/$name"
              params={{ name: one.name }}
              aria-current={one.name === report?.name ? "page" : undefined}
            >
              {one.label}
            </Link>
          ))}
        </BarTabs>
      </CommandBar>
      <FailureNote of={failure} />
      {report && <Report key={report.name} name={report.name} of={report.of} />}
    </>
  );
}

function Report({ name, of }: { name: ReportName; of: string }) {
  const { schema } = useSession();
  const names = useNames();
  const { value, error, retry } = useAnswer<never>(`/reports/${name}`, ["items"]);
  if (!value) {
    return <Coming title="The report could not be fetched" why={error} rows={8} onRetry={retry} />;
  }
  const status = (at: string) => {
    const [kind, option = ""] = at.split("/");
    const type = schema.types.find((one) => one.name === kind);
    if (!at.includes("/")) return type?.labels ?? at;
    const field = type?.fields.find((one) => one.name === type.status);
    return field ? optionLabel(field, option) : option;
  };
  const table = tableOf(name, value, (id) => names.get(id) ?? "Somebody", status);
  if (table.lines.length === 0) {
    return (
      <EmptyState icon={IconChartBar} title="Nothing to report yet">
        {of}.
      </EmptyState>
    );
  }
  return (
    // It is wider than a phone, and scrolls by keys too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a pointer
    <section className={styles.report} aria-label="Report" tabIndex={0}>
      <p>{of}.</p>
      <Table table={table} label={of} />
    </section>
  );
}

function Table({ table: { columns, lines, shares, total, statuses }, label }: { table: ReportTable; label: string }) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column, index) => (
            <th key={column} scope="col" data-number={isFigure(lines[0]?.[index] ?? "") || undefined}>
              {column}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {lines.map((cells, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report has no order but its own
          <tr key={line} data-begins={(line > 0 && cells[0] !== "" && lines[line - 1]?.[0] === "") || undefined}>
            {cells.map((cell, index) => (
              <td key={columns[index]} data-number={isFigure(cell) || undefined}>
                {index === 1 && statuses?.[line] ? <Status {...statuses[line]} label={cell} /> : cell}
              </td>
            ))}
            <td className={styles.share} aria-hidden="true">
              <i style={{ width: `${Math.round((shares[line] ?? 0) * 100)}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
      {total && (
        <tfoot>
          <tr>
            {total.map((cell, index) => (
              <td key={columns[index]} data-number={isFigure(cell) || undefined}>
                {cell}
              </td>
            ))}
            <td />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function isFigure(cell: string): boolean {
  return /^[\d$–-]/.test(cell);
}
