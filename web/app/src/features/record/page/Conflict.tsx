import { Button, Group, Popover } from "@mantine/core";
import { show } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconGitFork } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { KeyHint } from "../../../ui/KeyHint";
import { setting } from "../edit/gesture";
import type { Placed } from "../layout/place";
import { docOf, type Half, mayEdit, useDoc, usePerform, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { authorOf, type Rival, rivalsAt, setterOf } from "./rivals";
import { textOf } from "./shownValue";
import { useConflictAuthors } from "./useConflictAuthors";
import { useZone } from "./useZone";

/** The marker of a field that people set at the same time; nothing where there is nothing to choose. */
export function ConflictMark({ at, half }: { at: Placed; half: Half }) {
  const record = useRecord();
  const key = useDoc(half, (doc) =>
    rivalsAt(doc, at.field.kind, at.place)
      .map(({ op }) => op)
      .join(),
  );
  if (key === "" || !mayEdit(record, at.private)) return null;
  return <Choose at={at} half={half} rivals={rivalsAt(docOf(half), at.field.kind, at.place)} />;
}

function Choose({ at, half, rivals }: { at: Placed; half: Half; rivals: Rival[] }) {
  const { client } = useSession();
  const nameOf = useNaming();
  const zone = useZone();
  const perform = usePerform();
  const { past } = useRecord();
  const connected = useObservable(client.socket.connection).state === "connected";
  const [opened, setOpened] = useState(false);
  const mark = useRef<HTMLButtonElement>(null);
  const [chosen, setChosen] = useState(0);
  const authors = useConflictAuthors(at, opened);
  const words = (value: unknown) => textOf(at.field, value, nameOf, zone) || "No value";
  const keep = () => {
    const rival = rivals[chosen];
    if (rival) perform(setting(docOf(half), at, scalarOf(rival.value)));
    const field = mark.current?.closest("[data-field]");
    setTimeout(() => field?.querySelector("button")?.focus()); // the marker goes
    setOpened(false);
  };
  const openHistory = () => {
    setOpened(false);
    past.set(true);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const number = Number(event.key);
    if (number >= 1 && number <= rivals.length) setChosen(number - 1);
    else if (event.key === "Enter" && !(event.target as HTMLElement).closest("button")) keep();
    else return;
    event.preventDefault();
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus width={420} position="bottom-start">
      <Popover.Target>
        <Button
          ref={mark}
          size="compact-xs"
          variant="light"
          color="yellow"
          leftSection={<Icon of={IconGitFork} size="inline" />}
          aria-label={`Two values for ${at.label}`}
          data-conflict=""
          onClick={() => setOpened(!opened)}
        >
          Two values
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.conflict} onKeyDown={onKeyDown}>
        <h3>{at.label} has two values</h3>
        <p>They were set at the same time. Choose one; the other stays in the history.</p>
        <div role="radiogroup" aria-label={at.label} className={styles.rivals}>
          {rivals.map((rival, index) => (
            <label key={rival.op} className={styles.rival} data-on={index === chosen || undefined}>
              <input
                type="radio"
                name={`rival-${at.path}`}
                checked={index === chosen}
                onChange={() => setChosen(index)}
                data-autofocus={index === 0 || undefined}
              />
              <span className={styles.rivalText}>
                <strong>{words(rival.value)}</strong>
                {index === 0 && <em>shown now</em>}
                <span className={styles.by}>
                  <Face id={setterOf(rival, client.user, authors)} />
                  {authorOf(rival, client.user, authors, nameOf)}
                </span>
              </span>
              <KeyHint keys={String(index + 1)} />
            </label>
          ))}
        </div>
        <Group justify="flex-end" gap={8}>
          <Button variant="subtle" mr="auto" px={8} ml={-8} disabled={!connected} onClick={openHistory}>
            Open history
          </Button>
          <Button variant="default" onClick={() => setOpened(false)}>
            Later
          </Button>
          <Button onClick={keep} rightSection={<KeyHint keys="enter" plain />}>
            Keep {words(rivals[chosen]?.value)}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Of whom set a value, where that is known; the name stands beside it. */
function Face({ id }: { id: string | undefined }) {
  const nameOf = useNaming();
  return id && <Avatar person={{ id, name: nameOf(id) ?? "" }} size={20} label="" />;
}

function scalarOf(value: unknown): string | number | boolean | undefined {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  return value === null || value === undefined ? undefined : show(value);
}
