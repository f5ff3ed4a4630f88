import { Select } from "@mantine/core";
import type { RecordType } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconTableImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { CommandBar } from "../../ui/CommandBar";
import { EmptyState } from "../../ui/EmptyState";
import { FailureNote } from "../../ui/FailureNote";
import { ColumnsStep } from "./ColumnsStep";
import { DuplicatesStep } from "./DuplicatesStep";
import { FileStep } from "./FileStep";
import { ResultStep } from "./ResultStep";
import { StepHeading, Steps } from "./Steps";
import { useImport } from "./useImport";

/** Imports a file of another program: its columns are matched, its duplicates looked at, and only then is it run. */
export function ImportPage({ type }: { type: RecordType }) {
  const { client, schema } = useSession();
  const navigate = useNavigate();
  const state = useImport(type.name);
  const { stage, file, report } = state;
  const labels = type.labels.toLowerCase();
  const rows = report?.totals.rows;
  return (
    <>
      <CommandBar
        title={`Import ${labels}`}
        note={file && (rows === undefined ? file.name : `${file.name}, ${rows.toLocaleString("en-US")} rows`)}
        actions={<Steps stage={stage} />}
      />
      <FailureNote of={state.failure} />
      {client.user.role === "viewer" ? (
        <EmptyState icon={IconTableImport} title="Viewers can't import">
          They change nothing. Ask the broker for another role.
        </EmptyState>
      ) : (
        <>
          <StepHeading stage={stage} />
          {stage === "file" && (
            <FileStep
              busy={state.checking}
              onChoose={state.choose}
              into={
                <Select
                  label="Import into"
                  allowDeselect={false}
                  data={schema.types.map(({ plural, labels }) => ({ value: plural, label: labels }))}
                  value={type.plural}
                  onChange={(plural) => plural && void navigate({ to: "/import/$plural", params: { plural } })}
                />
              }
            />
          )}
          {stage === "columns" && <ColumnsStep type={type} state={state} />}
          {stage === "duplicates" && <DuplicatesStep type={type} state={state} />}
          {(stage === "running" || stage === "done") && <ResultStep type={type} state={state} />}
        </>
      )}
    </>
  );
}
