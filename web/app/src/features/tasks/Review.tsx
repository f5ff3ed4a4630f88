import { Alert, Box, Button, Group, Text, Title } from "@mantine/core";
import type { ShownTask, Skip, TaskPlace } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useState } from "react";
import { useAction } from "../../ui/useAction";
import { ProposalTable } from "./ProposalTable";
import { openKeys, places } from "./review";
import { SkipList } from "./SkipList";
import { mayAct } from "./words";

/** The number of records that are drawn at first, and with each "Show more". */
const shownAtOnce = 25;

/** What a task proposes, and the decisions about it: by field, by record, or all at once. */
export function Review({ task }: { task: ShownTask }) {
  const { client } = useSession();
  const { busy, failure, run } = useAction();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [skipped, setSkipped] = useState<Skip[]>([]);
  const [shown, setShown] = useState(shownAtOnce);
  const { proposals } = task;
  const waiting = new Set(task.status === "queued" || task.status === "running" ? [] : openKeys(proposals));
  const picked = new Set([...chosen].filter((key) => waiting.has(key)));
  const readOnly = !mayAct(client.user, task) || waiting.size === 0;

  const choose = (keys: string[], on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      for (const key of keys) on ? after.add(key) : after.delete(key);
      return after;
    });
  const accept = (asked?: TaskPlace[]) =>
    run(async () => {
      setSkipped(await client.tasks.accept(task.id, asked));
      setChosen(new Set());
    });
  const reject = (asked?: TaskPlace[]) =>
    run(async () => {
      await client.tasks.reject(task.id, asked);
      setSkipped([]);
      setChosen(new Set());
    });

  return (
    <Box component="section" aria-label="Changes" mt="lg">
      <Title order={2} size="h4">
        {waiting.size > 0 ? "Proposed changes" : "Changes"}
      </Title>
      {!readOnly && (
        <Group gap="xs" mt="xs" className="decide">
          <Button size="xs" loading={busy} onClick={() => accept()}>
            Accept all
          </Button>
          <Button
            size="xs"
            variant="light"
            disabled={picked.size === 0 || busy}
            onClick={() => accept(places(proposals, picked))}
          >
            Accept selected
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={picked.size === 0 || busy}
            onClick={() => reject(places(proposals, picked))}
          >
            Reject selected
          </Button>
          <Button size="xs" variant="default" disabled={busy} onClick={() => reject()}>
            Reject all
          </Button>
          <Text size="sm" c="dimmed" aria-live="polite">
            {picked.size} of {waiting.size} selected
          </Text>
        </Group>
      )}
      {failure && (
        <Alert color="red" role="alert" mt="sm">
          {failure.text}
        </Alert>
      )}
      <SkipList title="Left as they are" skips={skipped} task={task} />
      {proposals.slice(0, shown).map((proposal, index) => (
        <ProposalTable
          // biome-ignore lint/suspicious/noArrayIndexKey: proposals keep their order, and a record may have several
          key={index}
          proposal={proposal}
          chosen={picked}
          onChoose={choose}
          readOnly={readOnly}
        />
      ))}
      {proposals.length > shown && (
        <Button mt="md" variant="default" onClick={() => setShown(shown + shownAtOnce)}>
          Show more ({proposals.length - shown} records left)
        </Button>
      )}
    </Box>
  );
}
