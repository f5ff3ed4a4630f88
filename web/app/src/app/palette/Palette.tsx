import { Modal } from "@mantine/core";
import { useFound, useObservable, useSession } from "@roomkey/client/react";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { commandGroups } from "../../ui/commands";
import { Icon } from "../../ui/Icon";
import { KeyHint } from "../../ui/KeyHint";
import { useParts } from "../Places";
import { type Entry, entriesOf, inPalette } from "./entries";
import { isSentence } from "./match";
import { Options } from "./Options";
import styles from "./Palette.module.css";
import { useEntryRun } from "./useEntryRun";
import { useOwnCommands } from "./useOwnCommands";
import { useTaskCommands } from "./useTaskCommands";

/** So many records are looked at for the list, which shows some of each type. */
const listed = 100;

/** Searches records, and does and goes to whatever can be named. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { client, schema } = useSession();
  const all = useObservable(client.rows.all);
  const shown = useObservable(commandGroups);
  const tasks = useTaskCommands();
  const own = useOwnCommands();
  const parts = useParts();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const asked = useDeferredValue(query);
  const found = useFound(query, { limit: listed }); // at once: the worker searches while the page draws
  const rows = useMemo(() => (found?.items ?? []).flatMap(({ id }) => all.get(id) ?? []), [all, found]);
  const groups = useMemo(() => {
    const commands = inPalette(shown, tasks.groups, own);
    const entries = entriesOf(asked, rows, schema, commands, parts);
    if (!tasks.ofSentence || !isSentence(asked)) return entries;
    const drafting: Entry = { is: "command", id: "sentence", command: tasks.ofSentence(asked.trim()) };
    return [{ title: "AI", entries: [drafting] }, ...entries];
  }, [asked, rows, schema, shown, tasks, own, parts]);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries[Math.min(at, entries.length - 1)];
  const run = useEntryRun(onClose);
  const settled = asked === query && (query.trim() === "" || found?.typed === query);
  const [held, setHeld] = useState<{ apart: boolean }>(); // Enter came before what was typed is listed
  useEffect(() => {
    if (!held || !settled) return;
    setHeld(undefined);
    if (active) run(active, held.apart);
  }, [held, settled, active, run]);

  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setHeld(undefined); // they look on: what they chose by Enter would be another now
      setAt((Math.min(at, entries.length - 1) + by + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const apart = event.metaKey || event.ctrlKey;
      if (!settled) setHeld({ apart });
      else if (active) run(active, apart);
    }
  };

  return (
    <Modal.Root opened onClose={onClose} size={680} yOffset="12vh" classNames={{ content: styles.content }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or do anything">
        <div className={styles.search}>
          <Icon of={IconSearch} size="large" />
          <input
            data-autofocus
            role="combobox"
            aria-label="Search or do anything"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={active && `${id}-${active.id}`}
            aria-autocomplete="list"
            placeholder="Search or do anything"
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setAt(0);
              setHeld(undefined);
            }}
            onKeyDown={press}
          />
          <output className={styles.total}>{totalWords(asked, found?.total ?? 0, all.size)}</output>
        </div>
        <Options
          id={id}
          groups={groups}
          active={active}
          query={asked}
          onRun={run}
          onPoint={(entry) => setAt(entries.indexOf(entry))}
        />
        <Keys />
      </Modal.Content>
    </Modal.Root>
  );
}

function totalWords(query: string, total: number, all: number): string {
  if (query.trim() === "") return "";
  return `${total.toLocaleString("en-US")} of ${all.toLocaleString("en-US")} records, on this device`;
}

function Keys() {
  return (
    <div className={styles.keys} aria-hidden="true">
      <span>
        <KeyHint keys="up" /> <KeyHint keys="down" /> move
      </span>
      <span>
        <KeyHint keys="enter" /> open
      </span>
      <span>
        <KeyHint keys="mod+enter" /> new tab
      </span>
      <span className={styles.last}>
        <KeyHint keys="?" /> all keys
      </span>
    </div>
  );
}
