import { mayWrite, type RecordType, type Row } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useMemo, useState } from "react";
import { titleOfRow } from "../../../trade/title";
import { useNow } from "../../../ui/useNow";
import { useShortcuts } from "../../../ui/useShortcuts";
import type { Now } from "../column";
import { NothingListed } from "../NothingListed";
import { useFlashes } from "../useFlashes";
import type { ListState } from "../useListQuery";
import { useRowState } from "../useRowState";
import { BoardCard } from "./BoardCard";
import { AsideRail, BoardColumn } from "./BoardColumn";
import styles from "./board.module.css";
import { MoveMenu } from "./MoveMenu";
import { stacksOf } from "./stacks";
import { step } from "./steps";
import { useMove } from "./useMove";

const group = "Boards";

type Props = {
  type: RecordType;
  list: ListState;
  rows: Row[]; // that pass all filters but those of the status
  q: string;
  now: Now;
  peek: string | undefined;
  nameOf: (id: string) => string | undefined;
  onFilter: () => void;
  onOpen: (id: string) => void;
};

/** Records as cards in columns by their status: to see where each one is, and to move it on. */
export function Board({ type, list, rows, q, now, peek, nameOf, onFilter, onOpen }: Props) {
  const { client } = useSession();
  const [active, setActive] = useState<string>();
  const [menu, setMenu] = useState<string>();
  const move = useMove(type);
  const flashes = useFlashes();
  const stateOf = useRowState();
  const at = useNow(60_000);
  const field = type.fields.find(({ name }) => name === type.status);
  const money = [...list.columns.all.values()].find(({ kind, total }) => kind === "money" && total === "sum");
  const { columns, aside } = useMemo(
    () => (field ? stacksOf(type.name, field, rows, list.query.filters, money, now) : { columns: [], aside: [] }),
    [type, field, rows, list.query.filters, money, now],
  );
  // While a menu opens, its arrows are the menu's, which may not have the focus yet.
  const go = (dx: number, dy: number) => {
    if (menu === undefined) setActive(step(columns, active, dx, dy));
  };
  const withActive = (act: (id: string) => void) => () => {
    if (active !== undefined) act(active);
  };
  useShortcuts([
    { keys: "j", label: "Next card", group, run: () => go(0, 1) },
    { keys: "k", label: "Previous card", group, run: () => go(0, -1) },
    { keys: "arrowdown", label: "Next card", group, run: () => go(0, 1) },
    { keys: "arrowup", label: "Previous card", group, run: () => go(0, -1) },
    { keys: "arrowright", label: "Next column", group, run: () => go(1, 0) },
    { keys: "arrowleft", label: "Previous column", group, run: () => go(-1, 0) },
    { keys: "m", label: "Move the card to", group, run: withActive(setMenu) },
    { keys: "enter", label: "Open the card", group, run: withActive(onOpen) },
    {
      keys: "space",
      label: "Peek at the card",
      group,
      run: withActive((id) => list.search({ peek: id === peek ? undefined : id })),
    },
    { keys: "escape", label: "Close the peek", group, run: () => list.search({ peek: undefined }) },
    { keys: "f", label: "Filter", group, opens: true, run: onFilter },
  ]);
  if (!field || rows.length === 0) return <NothingListed type={type} list={list} q={q} />;
  const drop = (to: string) => (card: string) => {
    const row = rows.find(({ id }) => id === card);
    if (row) move(row, to);
  };
  const first = columns.find(({ rows }) => rows.length > 0)?.rows[0]?.id;
  const card = (row: Row) => {
    const movable = mayWrite(client.user, row);
    return (
      <BoardCard
        key={row.id}
        {...{ row, type, now, at, movable, nameOf }}
        active={row.id === active}
        inTabs={row.id === (active ?? first)}
        flash={flashes.get(row.id)}
        state={stateOf(row)}
        menu={
          movable && (
            <MoveMenu
              {...{ type, field, row }}
              title={titleOfRow(type, row).main}
              opened={menu === row.id}
              onOpened={(opened) => setMenu(opened ? row.id : undefined)}
              onMove={move}
            />
          )
        }
        onFocus={setActive}
      />
    );
  };
  return (
    <section aria-label={`${type.labels} by ${field.label.toLowerCase()}`} className={styles.board}>
      {columns.map((stack) => (
        <BoardColumn
          key={stack.value}
          {...{ type, field, stack, card }}
          sum={money && stack.totals[money.id]}
          onDrop={drop(stack.value)}
        />
      ))}
      <div className={styles.aside}>
        {aside.map((stack) => (
          <AsideRail
            key={stack.value}
            {...{ type, field, stack }}
            onDrop={drop(stack.value)}
            onShow={() =>
              list.update({
                layout: "table",
                group: undefined,
                filters: [{ column: field.name, op: "any", values: [stack.value] }],
              })
            }
          />
        ))}
      </div>
    </section>
  );
}
