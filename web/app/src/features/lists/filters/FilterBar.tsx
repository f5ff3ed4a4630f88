import { Popover } from "@mantine/core";
import { useState } from "react";
import { FilterChip } from "../../../ui/Chip";
import type { Columns, Now } from "../column";
import { type Filter, isValid } from "../filter";
import { filterInWords } from "../words";
import { FilterEditor } from "./FilterEditor";
import { NewFilter } from "./NewFilter";

type Props = {
  columns: Columns;
  filters: readonly Filter[];
  now: Now;
  adding: boolean;
  nameOf: (id: string) => string | undefined;
  onAdding: (adding: boolean) => void;
  onChange: (filters: Filter[], how: "push" | "replace") => void;
};

/** The filters of a list as chips, each to change or remove, and a button for a further one. */
export function FilterBar({ columns, filters, now, adding, nameOf, onAdding, onChange }: Props) {
  const replace = (index: number, filter: Filter) =>
    onChange(
      filters.map((one, at) => (at === index ? filter : one)),
      "replace",
    );
  return (
    <>
      {filters.map((filter, index) => {
        const column = columns.all.get(filter.column);
        if (!column) return null;
        return (
          <Chip
            // biome-ignore lint/suspicious/noArrayIndexKey: two filters may be of one column
            key={`${filter.column} ${index}`}
            {...{ column, filter, now, nameOf }}
            onChange={(changed) => replace(index, changed)}
            onRemove={() =>
              onChange(
                filters.filter((_, at) => at !== index),
                "push",
              )
            }
          />
        );
      })}
      <NewFilter
        {...{ columns, now, nameOf, adding, onAdding }}
        onAdd={(filter, first) =>
          onChange(first ? [...filters, filter] : [...filters.slice(0, -1), filter], first ? "push" : "replace")
        }
      />
    </>
  );
}

type ChipProps = Omit<Parameters<typeof FilterEditor>[0], "onChange"> & {
  onChange: (filter: Filter) => void;
  onRemove: () => void;
};

/** A filter's chip. While it is changed it may be incomplete for a moment; then the last complete one holds. */
function Chip({ column, filter, now, nameOf, onChange, onRemove }: ChipProps) {
  const [draft, setDraft] = useState<Filter>();
  const change = (next: Filter) => {
    setDraft(next);
    if (isValid(next, column)) onChange(next);
  };
  const said = filterInWords(filter, column, now.today, nameOf);
  const name = column.short ?? column.label;
  return (
    <Popover position="bottom-start" width={260} trapFocus shadow="md" onClose={() => setDraft(undefined)}>
      <Popover.Target>
        <FilterChip name={name} value={said} aria-label={`${said}, change the filter ${name}`} onRemove={onRemove} />
      </Popover.Target>
      <Popover.Dropdown>
        <FilterEditor column={column} filter={draft ?? filter} now={now} nameOf={nameOf} onChange={change} />
      </Popover.Dropdown>
    </Popover>
  );
}
