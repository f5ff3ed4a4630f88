import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { LowBar } from "../../ui/CommandBar";
import { Icon } from "../../ui/Icon";
import { shownColumns } from "./arrange";
import { ColumnsMenu } from "./ColumnsMenu";
import type { Now } from "./column";
import { FilterBar } from "./filters/FilterBar";
import styles from "./lists.module.css";
import { GroupMenu, SortMenu, sortedBy } from "./OrderMenus";
import type { ListState } from "./useListQuery";
import { ViewChips } from "./ViewTabs";
import type { View } from "./views";

type Props = {
  label: string; // of the type's records: "Escrows"
  list: ListState;
  views: View[];
  q: string;
  now: Now;
  phone: boolean;
  filtering: boolean; // the menu of filters is open
  nameOf: (id: string) => string | undefined;
  onFiltering: (filtering: boolean) => void;
  children?: ReactNode; // at the end: how the list is drawn
};

/** The line below a list's bar: search, filters, groups, order, columns. */
export function ListBar(props: Props) {
  const { label, list, views, q, now, phone, filtering, nameOf, onFiltering, children } = props;
  const { columns, query } = list;
  return (
    <LowBar label="Filters and order">
      <div className={styles.chips}>
        {phone && <ViewChips views={views} list={list} />}
        <TextInput
          type="search"
          size="xs"
          className={styles.search}
          aria-label={`Search ${label.toLowerCase()}`}
          placeholder="Search"
          leftSection={<Icon of={IconSearch} size="inline" />}
          value={q}
          onChange={(event) => list.search({ q: event.currentTarget.value })}
        />
        <FilterBar
          {...{ columns, now, nameOf }}
          filters={query.filters}
          adding={filtering}
          onAdding={onFiltering}
          onChange={(filters, how) => list.update({ filters }, how)}
        />
      </div>
      {query.layout === "table" && (
        <GroupMenu columns={columns} group={query.group} onChange={(group) => list.update({ group })} />
      )}
      <SortMenu
        columns={columns}
        sort={query.sort}
        onSort={(column) => list.update({ sort: sortedBy(query.sort, column.id, false) })}
      />
      {query.layout === "table" && (
        <ColumnsMenu
          columns={columns}
          shown={shownColumns(columns, query)}
          onChange={(columns) => list.update({ columns })}
        />
      )}
      {children}
    </LowBar>
  );
}
