import { Button, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconCheck, IconStack2 } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import type { Column, Columns } from "./column";
import { mayGroup } from "./group";
import type { Sort } from "./sort";

/** Chooses by what a list is grouped. */
export function GroupMenu(props: { columns: Columns; group: string | undefined; onChange: (id?: string) => void }) {
  const { columns, group, onChange } = props;
  const by = group ? columns.all.get(group) : undefined;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<Icon of={IconStack2} />}>
          {by ? `Group: ${labelOf(by)}` : "Group"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Item rightSection={!by && <Icon of={IconCheck} />} onClick={() => onChange(undefined)}>
          No groups
        </Menu.Item>
        {[...columns.all.values()].filter(mayGroup).map((column) => (
          <Menu.Item
            key={column.id}
            rightSection={column.id === group && <Icon of={IconCheck} />}
            onClick={() => onChange(column.id)}
          >
            {column.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Chooses by what a list is sorted: a column again turns its order around. */
export function SortMenu(props: { columns: Columns; sort: readonly Sort[]; onSort: (column: Column) => void }) {
  const { columns, sort, onSort } = props;
  const first = sort[0] && columns.all.get(sort[0].column);
  const more = sort.length > 1 ? ` and ${sort.length - 1} more` : "";
  return (
    <Menu position="bottom-end" shadow="md" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<Icon of={IconArrowsSort} />}>
          {first ? `${labelOf(first)}${more}` : "Sort"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {[...columns.all.values()].map((column) => {
          const by = sort.find((one) => one.column === column.id);
          return (
            <Menu.Item
              key={column.id}
              rightSection={by && <Icon of={by.desc ? IconArrowDown : IconArrowUp} />}
              aria-label={by ? `${column.label}, ${by.desc ? "descending" : "ascending"}` : undefined}
              onClick={() => onSort(column)}
            >
              {column.label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function labelOf(column: Column): string {
  return column.short ?? column.label;
}

/** The sorts after a column was clicked: it sorts, then turns around; added ones go away at the third click. */
export function sortedBy(sort: readonly Sort[], column: string, add: boolean): Sort[] {
  const by = sort.find((one) => one.column === column);
  if (!add) return [{ column, desc: sort[0]?.column === column ? !by?.desc : false }];
  if (!by) return [...sort, { column, desc: false }];
  return by.desc ? sort.filter((one) => one !== by) : sort.map((one) => (one === by ? { column, desc: true } : one));
}
