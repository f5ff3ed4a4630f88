import type { RecordType, Row } from "@roomkey/client";
import { useObservable } from "@roomkey/client/react";
import { startTransition, useCallback, useMemo, useState } from "react";
import { density } from "../../ui/density";
import { saveCSV } from "../../ui/save";
import { type Arranged, shownColumns } from "./arrange";
import { BulkBar, type BulkMenu } from "./bulk/BulkBar";
import { useBulk } from "./bulk/useBulk";
import type { Now } from "./column";
import { csvOf } from "./csv";
import { NothingListed } from "./NothingListed";
import { sortedBy } from "./OrderMenus";
import { nothing } from "./selection";
import { ListTable } from "./table/ListTable";
import type { useCursor } from "./useCursor";
import { useFlashes } from "./useFlashes";
import { useListKeys } from "./useListKeys";
import type { ListState } from "./useListQuery";
import { useRowState } from "./useRowState";
import { useViewers } from "./useViewers";

const rowHeights = { compact: 32, comfortable: 40, large: 48 }; // pixels

type Props = {
  type: RecordType;
  list: ListState;
  arranged: Arranged & { matching: Row[] };
  cursor: ReturnType<typeof useCursor>;
  q: string;
  now: Now;
  phone: boolean;
  nameOf: (id: string) => string | undefined;
  onToggleGroup: (key: string) => void;
  onFilter: () => void;
  onOpen: (id: string) => void;
};

/** A list as a table, with what is done to its chosen rows. */
export function TablePart(props: Props) {
  const { type, list, arranged, cursor, q, now, phone, nameOf, onToggleGroup, onFilter, onOpen } = props;
  const [visible, setVisible] = useState<string[]>([]);
  const seen = useCallback((ids: string[]) => startTransition(() => setVisible(ids)), []); // rows are drawn first
  const [menu, setMenu] = useState<BulkMenu>();
  const bulk = useBulk(type.label.toLowerCase(), type.labels.toLowerCase());
  const { rows } = arranged;
  const { ids } = cursor.selection;
  // These stay the same while the list is scrolled: rows are drawn again where they change.
  const chosen = useMemo(() => (ids.size === 0 ? [] : rows.filter(({ id }) => ids.has(id))), [rows, ids]);
  const columns = useMemo(
    () => shownColumns(list.columns, list.query).flatMap((id) => list.columns.all.get(id) ?? []),
    [list],
  );
  const table = {
    rowHeight: rowHeights[useObservable(density)],
    flashes: useFlashes(),
    viewers: useViewers(visible),
    stateOf: useRowState(),
  };
  useListKeys(cursor.keys, [{ keys: "f", label: "Filter", opens: true, run: onFilter }]);
  const exported = (rows: Row[]) => saveCSV(csvOf(rows, columns, now, nameOf), `${type.plural}-${now.today}.csv`);
  return (
    <>
      {arranged.count === 0 ? (
        <NothingListed type={type} list={list} q={q} />
      ) : (
        <ListTable
          {...table}
          {...{ type, arranged, columns, now, nameOf, phone, onToggleGroup, onOpen }}
          by={list.query.group}
          sort={list.query.sort}
          active={cursor.active}
          keys={cursor.keys}
          selection={cursor.selection}
          onVisible={seen}
          onSort={(column, add) => list.update({ sort: sortedBy(list.query.sort, column.id, add) })}
          onSelection={cursor.select}
        />
      )}
      {chosen.length > 0 && (
        <BulkBar
          {...{ type, now, menu }}
          archived={list.view.archived === true}
          rows={chosen}
          columns={list.columns}
          busy={bulk.busy}
          onMenu={setMenu}
          onAct={bulk.act}
          onExport={() => exported(chosen)}
          onClear={() => cursor.select(nothing)}
        />
      )}
    </>
  );
}
