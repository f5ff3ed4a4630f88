import { Box, Text, TextInput } from "@mantine/core";
import { dollars, optionLabel, type RecordType, rowsOf, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { CommandBar, LowBar } from "../../ui/CommandBar";

const rowHeight = 44; // pixels

/** The money that a list shows, by type. */
const amounts: Record<string, string> = { escrow: "purchasePrice", listing: "ListPrice", lead: "priceMax" };

type Props = { type: RecordType; q: string; onQuery: (q: string) => void };

/** One of the five lists: every record of a type that this device knows of. Only the rows on screen are drawn. */
export function RecordList({ type, q, onQuery }: Props) {
  const { client } = useSession();
  const all = useObservable(client.rows.all);
  const loaded = useObservable(client.rows.loaded);
  const flashed = useObservable(client.rows.flashed);
  const rows = useMemo(() => rowsOf(all, type, q), [all, type, q]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const amount = amounts[type.name];
  const status = type.fields.find(({ name }) => name === type.status);

  return (
    <Box display="flex" h="100%" style={{ flexDirection: "column" }}>
      <CommandBar title={type.labels} note={<span aria-live="polite">{rows.length}</span>} />
      <LowBar label="Filters">
        <TextInput
          type="search"
          size="xs"
          w={{ base: "100%", xs: 240 }}
          aria-label={`Search ${type.labels.toLowerCase()}`}
          placeholder="Search"
          value={q}
          onChange={(event) => onQuery(event.currentTarget.value)}
        />
      </LowBar>
      <Box ref={scroller} flex={1} style={{ overflow: "auto" }}>
        {rows.length === 0 && (
          <Text p="md" c="dimmed">
            {!loaded ? "Loading" : q ? "Nothing matches." : "Nothing here yet."}
          </Text>
        )}
        <ul
          aria-label={type.labels}
          style={{ height: virtual.getTotalSize(), position: "relative", margin: 0, padding: 0 }}
        >
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={row.id}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                style={{
                  position: "absolute",
                  insetInline: 0,
                  transform: `translateY(${item.start}px)`,
                  listStyle: "none",
                }}
              >
                <Link
                  to="/$plural/$id"
                  params={{ plural: type.plural, id: row.id }}
                  className={row.id === flashed ? "row flash" : "row"}
                  style={{ height: rowHeight }}
                >
                  <span>{titleOf(type, row.fields)}</span>
                  <span className="status">{optionLabel(status, show(row.fields[type.status]))}</span>
                  <span className="amount">{amount ? dollars(row.fields[amount]) : ""}</span>
                </Link>
              </li>
            );
          })}
        </ul>
      </Box>
    </Box>
  );
}
