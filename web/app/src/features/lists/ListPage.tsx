import { TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { RecordType } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { type ReactNode, useCallback, useState } from "react";
import { CommandBar, LowBar } from "../../ui/CommandBar";
import { density } from "../../ui/density";
import { shownColumns } from "./arrange";
import { ColumnsMenu } from "./ColumnsMenu";
import styles from "./lists.module.css";
import { NothingListed } from "./NothingListed";
import { GroupMenu, SortMenu, sortedBy } from "./OrderMenus";
import { Peek } from "./Peek";
import type { ListSearch } from "./query";
import { ListTable } from "./table/ListTable";
import { useCursor } from "./useCursor";
import { useFlashes } from "./useFlashes";
import { useListed } from "./useListed";
import { useListKeys } from "./useListKeys";
import { useListQuery } from "./useListQuery";
import { useRowState } from "./useRowState";
import { useToday } from "./useToday";
import { useViewers } from "./useViewers";
import { ViewTabs } from "./ViewTabs";
import { builtInViews } from "./views";

const rowHeights = { compact: 32, comfortable: 40, large: 48 }; // pixels

type Props = {
  type: RecordType;
  search: ListSearch;
  onSearch: (search: ListSearch, how: "push" | "replace") => void;
  onOpen: (id: string) => void;
  actions?: ReactNode; // at the end of the bar: to create a record, to import
};

/** One of the five lists: the records that this device knows of, as a table. */
export function ListPage({ type, search, onSearch, onOpen, actions }: Props) {
  const { client } = useSession();
  const now = useToday();
  const nameOf = useNaming();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const [views] = useState(() => builtInViews(type.name));
  const list = useListQuery({ type, views, search, onSearch });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const q = search.q ?? "";
  const arranged = useListed({ type, columns: list.columns, query: list.query, q, closed, now });
  const peeked = useObservable(client.rows.all, (rows) => (search.peek ? rows.get(search.peek) : undefined));
  const cursor = useCursor({ rows: arranged.rows, list, peek: search.peek, onOpen });
  useListKeys({ ...cursor.keys, letters: {} });

  const [visible, setVisible] = useState<string[]>([]);
  const shown = shownColumns(list.columns, list.query);
  const columns = shown.flatMap((id) => list.columns.all.get(id) ?? []);
  const toggleGroup = useCallback((key: string) => setClosed((all) => toggled(all, key)), []);
  const table = {
    rowHeight: rowHeights[useObservable(density)],
    flashes: useFlashes(),
    viewers: useViewers(visible),
    stateOf: useRowState(),
  };
  return (
    <div className={styles.page}>
      <CommandBar title={type.labels} actions={actions}>
        <ViewTabs views={views} list={list} type={type} now={now} />
      </CommandBar>
      <LowBar label="Filters and order">
        <TextInput
          type="search"
          size="xs"
          className={styles.search}
          aria-label={`Search ${type.labels.toLowerCase()}`}
          placeholder="Search"
          value={q}
          onChange={(event) => list.search({ q: event.currentTarget.value })}
        />
        <span className={styles.space} />
        <GroupMenu columns={list.columns} group={list.query.group} onChange={(group) => list.update({ group })} />
        <SortMenu
          columns={list.columns}
          sort={list.query.sort}
          onSort={(column) => list.update({ sort: sortedBy(list.query.sort, column.id, false) })}
        />
        <ColumnsMenu columns={list.columns} shown={shown} onChange={(columns) => list.update({ columns })} />
      </LowBar>
      <div className={styles.content}>
        <div className={styles.main}>
          {arranged.count === 0 ? (
            <NothingListed type={type} list={list} q={q} />
          ) : (
            <ListTable
              {...table}
              {...{ type, arranged, columns, now, nameOf, onOpen }}
              by={list.query.group}
              sort={list.query.sort}
              phone={phone}
              active={cursor.active}
              selection={cursor.selection}
              onVisible={setVisible}
              onSort={(column, add) => list.update({ sort: sortedBy(list.query.sort, column.id, add) })}
              onToggleGroup={toggleGroup}
              onSelection={cursor.select}
            />
          )}
        </div>
        {peeked && (
          <Peek
            {...{ type, now, nameOf }}
            row={peeked}
            columns={list.columns}
            onClose={() => list.search({ peek: undefined })}
          />
        )}
      </div>
    </div>
  );
}

function toggled(all: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(all);
  if (!next.delete(key)) next.add(key);
  return next;
}
