import { Modal } from "@mantine/core";
import { useFound, useObservable, useSession } from "@roomkey/client/react";
import { IconSearch, IconSparkles } from "@tabler/icons-react";
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useState } from "react";
import { type Command, commandGroups } from "../../ui/commands";
import { Icon } from "../../ui/Icon";
import { KeyHint } from "../../ui/KeyHint";
import { useParts } from "../Places";
import { type Entry, entriesOf } from "./entries";
import { isSentence } from "./match";
import { Options } from "./Options";
import styles from "./Palette.module.css";
import { useEntryRun } from "./useEntryRun";
import { useSentenceTask } from "./useSentenceTask";

/** So many records are looked at for the list, which shows some of each type. */
const listed = 100;

/** Searches records, and does and goes to whatever can be named. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { client, schema } = useSession();
  const all = useObservable(client.rows.all);
  const commands = useObservable(commandGroups);
  const parts = useParts();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const asked = useDeferredValue(query);
  const draft = useSentenceTask();
  const found = useFound(asked, { limit: listed });
  const rows = useMemo(() => (found?.items ?? []).flatMap(({ id }) => all.get(id) ?? []), [all, found]);
  const groups = useMemo(() => {
    const sentence: Command[] =
      draft && isSentence(asked)
        ? [{ label: draft.title, icon: IconSparkles, ai: true, run: () => draft.run(asked.trim()) }]
        : [];
    const entries = entriesOf(asked, rows, schema, commands, parts);
    const offered = sentence.map((command): Entry => ({ is: "command", id: "sentence", command }));
    return offered.length > 0 ? [{ title: "AI", entries: offered }, ...entries] : entries;
  }, [asked, rows, schema, commands, parts, draft]);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries[Math.min(at, entries.length - 1)];
  const run = useEntryRun(onClose);

  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setAt((Math.min(at, entries.length - 1) + by + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === "Enter" && active && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(active, event.metaKey || event.ctrlKey);
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
