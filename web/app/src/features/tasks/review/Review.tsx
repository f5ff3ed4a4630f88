import { Button } from "@mantine/core";
import type { ShownTask, Skip, TaskPlace } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { memo, useCallback, useMemo, useRef, useState } from "react";
import { FailureNote } from "../../../ui/FailureNote";
import { KeyHint } from "../../../ui/KeyHint";
import { useAction } from "../../../ui/useAction";
import { useShortcuts } from "../../../ui/useShortcuts";
import { SkipList } from "../SkipList";
import { mayAct } from "../words";
import { ChangeGrid } from "./ChangeGrid";
import { chosenOf, countWords, type Line, linesOf, neededIn, overtakenIn } from "./lines";
import { Records } from "./Records";
import { anyOpen, marksBeside, places } from "./review";
import styles from "./review.module.css";
import { reasonsOf } from "./why";

/**
 * What a task proposes, and the decisions about it: by field, by record, or all that is chosen. Hundreds may be decided
 * while they are shown: what is made of all of them is kept between drawings.
 */
export const Review = memo(function Review({ task }: { task: ShownTask }) {
  const { client, schema } = useSession();
  const { busy, failure, run } = useAction();
  const [marks, setMarks] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [skipped, setSkipped] = useState<Skip[]>([]);
  const [at, setAt] = useState<string>();
  const grid = useRef<{ show: (id: string) => void }>(null);
  const { proposals } = task;

  const lines = useMemo(() => linesOf(proposals, schema.types), [proposals, schema]);
  const reasons = useMemo(() => reasonsOf(task), [task]);
  // While hundreds are accepted, every record tells of its change: only what that means for the review draws it again.
  const told = useObservable(client.rows.all, (rows) => JSON.stringify([...overtakenIn(proposals, rows)]));
  const overtaken = useMemo(() => new Map(JSON.parse(told) as [string, unknown][]), [told]);
  const needed = useMemo(() => neededIn(proposals, schema.types), [proposals, schema]);
  const { chosen, said } = useMemo(() => {
    const isGuess = (key: string) => reasons.fields.get(key)?.guess === true && !needed.has(key);
    const unsure = (key: string) => overtaken.has(key) || isGuess(key);
    const chosen = chosenOf(lines, marks, unsure);
    return { chosen, said: countWords(lines, chosen, unsure) };
  }, [lines, marks, reasons, needed, overtaken]);
  const anyWaits = useMemo(() => anyOpen(proposals), [proposals]);
  const readOnly = !mayAct(client.user, task) || task.status === "queued" || task.status === "running" || !anyWaits;
  const show = useCallback((id: string) => grid.current?.show(id), []);

  const mark = (keys: readonly string[], on: boolean) =>
    setMarks((before) => new Map([...before, ...keys.map((key): [string, boolean] => [key, on])]));
  const accept = (asked?: TaskPlace[]) =>
    run(async () => {
      setSkipped(await client.tasks.accept(task.id, asked));
      setMarks((before) => marksBeside(before, asked));
    });
  const reject = (asked?: TaskPlace[]) =>
    run(async () => {
      await client.tasks.reject(task.id, asked);
      setSkipped([]);
    });
  const acceptChosen = () => {
    if (chosen.size > 0 && !busy) void accept(places(proposals, chosen, (key) => overtaken.has(key)));
  };
  const go = (by: number) => {
    const now = lines.findIndex(({ id }) => id === at);
    const next = lines[Math.min(Math.max(now + by, 0), lines.length - 1)];
    if (!next) return;
    setAt(next.id);
    grid.current?.show(next.id);
  };
  const decide = (line: Line, how: (asked: TaskPlace[]) => unknown) => {
    const { record } = line.proposal;
    if (line.is === "record" ? line.keys.length > 0 : !line.decision)
      how([line.is === "record" ? { record } : { record, pointer: line.pointer }]);
  };
  const decideHere = (how: (asked: TaskPlace[]) => unknown) => {
    const line = lines.find(({ id }) => id === at);
    if (!line) return go(1);
    decide(line, how);
    go(1);
  };
  const group = "Review";
  useShortcuts([
    { keys: "j", label: "Next change", group, run: () => go(1) },
    { keys: "k", label: "Previous change", group, run: () => go(-1) },
    ...(readOnly
      ? []
      : [
          { keys: "a", label: "Accept the change", group, run: () => decideHere(accept) },
          { keys: "r", label: "Reject the change", group, run: () => decideHere(reject) },
          { keys: "mod+enter", label: "Accept what is chosen", group, run: acceptChosen },
        ]),
  ]);

  return (
    <section aria-label="Changes" className={styles.review}>
      <Records lines={lines} words={task.words} at={at} onGo={show} onAt={setAt} />
      <div className={styles.middle}>
        {(failure || skipped.length > 0) && (
          <div className={styles.told}>
            <FailureNote of={failure} />
            <SkipList title="Left as they are" skips={skipped} task={task} />
          </div>
        )}
        <ChangeGrid
          ref={grid}
          lines={lines}
          at={at}
          chosen={chosen}
          reasons={reasons}
          overtaken={overtaken}
          readOnly={readOnly}
          onAt={setAt}
          onMark={mark}
          onAccept={(line) => decide(line, accept)}
          onReject={(line) => decide(line, reject)}
        />
        {!readOnly && (
          <div className={styles.foot}>
            <p aria-live="polite">
              <strong>{said.chosen}</strong> {said.more}
            </p>
            <span className={styles.keys} aria-hidden="true">
              <KeyHint keys="j" /> <KeyHint keys="k" /> move <KeyHint keys="a" /> accept <KeyHint keys="r" /> reject
            </span>
            <Button variant="default" color="red" className={styles.reject} disabled={busy} onClick={() => reject()}>
              Reject all
            </Button>
            <Button
              loading={busy}
              disabled={chosen.size === 0}
              aria-keyshortcuts="Meta+Enter Control+Enter"
              rightSection={<KeyHint keys="mod+enter" plain />}
              onClick={acceptChosen}
            >
              Accept {chosen.size.toLocaleString("en-US")}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
});
