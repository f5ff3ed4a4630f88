import { optionLabel, show } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { formatPhone } from "@roomkey/client/values";
import { useEffect, useRef } from "react";
import { titleOfRow } from "../../trade/title";
import { Icon } from "../../ui/Icon";
import { KeyHint } from "../../ui/KeyHint";
import { recordIcon } from "../../ui/recordIcons";
import { Status } from "../../ui/StatusGlyph";
import { placeIcon } from "../placeIcons";
import type { Entry, EntryGroup } from "./entries";
import { pieces } from "./match";
import styles from "./Palette.module.css";

type Props = {
  id: string; // of the palette; the options' ids begin with it
  groups: readonly EntryGroup[];
  active?: Entry;
  query: string;
  onRun: (entry: Entry, apart: boolean) => void;
  onPoint: (entry: Entry) => void;
};

/** The lines of the palette, under their headings. */
export function Options({ id, groups, active, query, onRun, onPoint }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={`${id}-list`} role="listbox" aria-label="Found" className={styles.list} tabIndex={-1}>
      {groups.length === 0 && <p className={styles.none}>Nothing matches on this device.</p>}
      {groups.map(({ title, entries }) => (
        // biome-ignore lint/a11y/useSemanticElements: options stand in groups
        <div key={title} role="group" aria-label={title}>
          <div className={styles.title} aria-hidden="true">
            {title}
          </div>
          {entries.map((entry) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus and its keys
            <div
              key={entry.id}
              id={`${id}-${entry.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={entry.id === active?.id}
              className={styles.option}
              onPointerMove={() => entry.id !== active?.id && onPoint(entry)}
              onClick={(event) => onRun(entry, event.metaKey || event.ctrlKey)}
            >
              <Line entry={entry} query={query} />
              {entry.is === "record" && entry.id === active?.id && <KeyHint keys="enter" />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function Line({ entry, query }: { entry: Entry; query: string }) {
  switch (entry.is) {
    case "record":
      return <RecordLine row={entry.row} query={query} />;
    case "place":
      return (
        <>
          <Icon of={placeIcon(entry.icon)} />
          <span className={styles.text}>{entry.label}</span>
          <span className={styles.hints}>{entry.key && <Hints keys={`g ${entry.key}`} />}</span>
        </>
      );
    case "command": {
      const { icon, label, keys, ai } = entry.command;
      return (
        <>
          <Icon of={icon} className={ai ? styles.ai : undefined} />
          <span className={styles.text}>{label}</span>
          <span className={styles.hints}>{keys && <Hints keys={keys} />}</span>
        </>
      );
    }
  }
}

function Hints({ keys }: { keys: string }) {
  return keys.split(" ").map((key) => <KeyHint key={key} keys={key} />);
}

/** The phone that tells one namesake from another: a lead's, or a client's preferred or first one. */
function phoneOf({ phone, TEL }: Readonly<Record<string, unknown>>): string {
  const all = Array.isArray(TEL) ? (TEL as { number?: unknown; preferred?: unknown }[]) : [];
  return formatPhone(show(phone ?? (all.find(({ preferred }) => preferred === true) ?? all[0])?.number));
}

function RecordLine({ row, query }: { row: Extract<Entry, { is: "record" }>["row"]; query: string }) {
  const { schema } = useSession();
  const type = schema.types.find(({ name }) => name === row.type);
  if (!type) return null;
  const { main, more } = titleOfRow(type, row);
  const details = [more, show(row.fields.escrowNumber ?? row.fields.ListingId) || phoneOf(row.fields)].filter(Boolean);
  const status = show(row.fields[type.status]);
  const field = type.fields.find(({ name }) => name === type.status);
  return (
    <>
      <Icon of={recordIcon(row.type)} />
      <span className={styles.text}>
        <span className={styles.main}>
          {pieces(main || "Untitled", query).map(({ at, text, found }) =>
            found ? <mark key={at}>{text}</mark> : text,
          )}
        </span>{" "}
        <span className={styles.more}>{details.join(", ")}</span>
      </span>
      {status && <Status type={row.type} value={status} label={optionLabel(field, status)} />}
    </>
  );
}
