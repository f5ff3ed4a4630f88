import { ActionIcon, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { RecordType } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconArchive, IconDownload } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { CommandBar } from "../../ui/CommandBar";
import { Icon } from "../../ui/Icon";
import { saveCSV } from "../../ui/save";
import { walk } from "../../ui/walk";
import { shownColumns } from "./arrange";
import { Board } from "./board/Board";
import { hasBoard } from "./board/stacks";
import { csvOf } from "./csv";
import { DeletedRecords } from "./DeletedRecords";
import { LayoutChoice } from "./LayoutChoice";
import { ListBar } from "./ListBar";
import { ListFaces } from "./ListFaces";
import styles from "./lists.module.css";
import { Peek } from "./Peek";
import type { ListSearch } from "./query";
import { SaveView } from "./SaveView";
import { TablePart } from "./TablePart";
import { useCursor } from "./useCursor";
import { useListed } from "./useListed";
import { type ListState, useListQuery } from "./useListQuery";
import { useToday } from "./useToday";
import { useViews } from "./useViews";
import { ViewTabs } from "./ViewTabs";
import type { View } from "./views";

type Props = {
  type: RecordType;
  search: ListSearch;
  onSearch: (search: ListSearch, how: "push" | "replace") => void;
  onOpen: (id: string) => void;
  actions?: ReactNode; // at the end of the bar: to create a record, to import
};

/** One of the five lists: the records that this device knows of. */
export function ListPage({ type, search, onSearch, onOpen, actions }: Props) {
  const { client } = useSession();
  const now = useToday();
  const nameOf = useNaming();
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const views = useViews(type.name);
  const list = useListQuery({ type, views, search, onSearch });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [filtering, setFiltering] = useState(false);
  const q = search.q ?? "";
  const archived = list.view.archived === true;
  const board = list.query.layout === "board" && hasBoard(type.name) && !archived;
  const arranged = useListed({ type, columns: list.columns, query: list.query, archived, board, q, closed, now });
  const peeked = useObservable(client.rows.all, (rows) => (search.peek ? rows.get(search.peek) : undefined));
  const cursor = useCursor({ rows: arranged.rows, list, peek: search.peek, onOpen });
  const { rows } = arranged;
  const viewName = list.view.name;
  useEffect(
    () => walk.set({ plural: type.plural, name: viewName, search, ids: rows.map(({ id }) => id) }),
    [type.plural, viewName, search, rows],
  );
  const toggleGroup = useCallback((key: string) => setClosed((all) => toggled(all, key)), []);
  const exported = () => {
    const columns = shownColumns(list.columns, list.query).flatMap((id) => list.columns.all.get(id) ?? []);
    saveCSV(csvOf(arranged.matching, columns, now, nameOf), `${type.plural}-${now.today}.csv`);
  };
  const filter = () => setFiltering(true);
  const common = { type, list, now, nameOf, phone };
  return (
    <div className={styles.page}>
      <CommandBar
        title={type.labels}
        actions={
          <>
            {!phone && <ListFaces rows={rows} nameOf={nameOf} />}
            {!phone && (
              <Tooltip label="Export what is shown as CSV">
                <ActionIcon variant="subtle" size={32} aria-label="Export as CSV" onClick={exported}>
                  <Icon of={IconDownload} />
                </ActionIcon>
              </Tooltip>
            )}
            {!phone && <ArchiveButton {...{ type, list, views }} />}
            {actions}
          </>
        }
      >
        {!phone && <ViewTabs views={views} list={list} type={type} now={now} />}
        {!phone && !archived && <SaveView type={type.name} list={list} />}
      </CommandBar>
      <ListBar {...{ list, views, q, now, phone, filtering, nameOf }} label={type.labels} onFiltering={setFiltering}>
        {archived && <DeletedRecords type={type} />}
        {hasBoard(type.name) && !archived && (
          <LayoutChoice layout={list.query.layout} onChange={(layout) => list.update({ layout })} />
        )}
      </ListBar>
      <div className={styles.content}>
        <div className={styles.main}>
          {board ? (
            <Board {...common} {...{ q, onOpen }} rows={arranged.matching} peek={search.peek} onFilter={filter} />
          ) : (
            <TablePart {...common} {...{ arranged, cursor, q, onOpen }} onToggleGroup={toggleGroup} onFilter={filter} />
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

/** Opens the view of archived records, which has the deleted ones too, and leads back from there. */
function ArchiveButton({ type, list, views }: { type: RecordType; list: ListState; views: View[] }) {
  const open = list.view.archived === true;
  const to = views.find(({ archived = false }) => archived !== open);
  const label = open ? `Back to ${to?.name ?? "the list"}` : `Archived and deleted ${type.labels.toLowerCase()}`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" size={32} aria-label={label} onClick={() => to && list.show(to)}>
        <Icon of={IconArchive} />
      </ActionIcon>
    </Tooltip>
  );
}

function toggled(all: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(all);
  if (!next.delete(key)) next.add(key);
  return next;
}
