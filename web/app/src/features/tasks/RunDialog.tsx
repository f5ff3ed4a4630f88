import { Alert, Group, Loader, Modal, NavLink, Stack, Text } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { useState } from "react";
import type { About } from "./form";
import { TaskForm } from "./TaskForm";
import { type Offer, useWorkflows } from "./useWorkflows";
import { about as takingAbout, type Workflow } from "./workflow";

type Props = {
  /** The record that the task is to be about: only what takes one of its type is offered. */
  about?: About;
  /** The workflow that is chosen already, by name. */
  workflow?: string;
  onClose: () => void;
  onStarted: () => void;
};

/** Asks what to run, then for its input. */
export function RunDialog({ about, workflow, onClose, onStarted }: Props) {
  const { client, schema } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const offer = useWorkflows();
  const [name, setName] = useState(workflow);
  const chosen = offer.is === "ready" ? offer.workflows.find((one) => one.name === name) : undefined;
  const state: Offer =
    offer.is === "ready" && about
      ? { is: "ready", workflows: takingAbout(offer.workflows, about, schema.types) }
      : offer;

  return (
    <Modal
      opened
      onClose={onClose}
      title={chosen ? chosen.title : "Run a task"}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "presentation" } }} // the page's banner is the only one
    >
      <Stack gap="sm">
        {!connected && (
          <Alert color="gray" role="status">
            Tasks need a connection. You can run one when you are connected again.
          </Alert>
        )}
        {chosen ? (
          <>
            <Text size="sm" c="dimmed">
              {chosen.policy === "apply"
                ? "Its changes are made at once. You can undo them."
                : "You review its changes before they are made."}
            </Text>
            <TaskForm
              key={chosen.name}
              workflow={chosen}
              about={about}
              connected={connected}
              onBack={() => setName(undefined)}
              onStarted={() => {
                onStarted();
                onClose();
              }}
            />
          </>
        ) : (
          <Choice state={state} connected={connected} onChoose={(one) => setName(one.name)} />
        )}
      </Stack>
    </Modal>
  );
}

type ChoiceProps = { state: Offer; connected: boolean; onChoose: (workflow: Workflow) => void };

function Choice({ state, connected, onChoose }: ChoiceProps) {
  if (state.is === "failed") return <Alert role="alert">{state.why}</Alert>;
  if (state.is === "loading") {
    return connected ? (
      <Group justify="center">
        <Loader role="status" aria-label="Loading" />
      </Group>
    ) : null;
  }
  if (state.workflows.length === 0) return <Text c="dimmed">No installed plugin has a task for this.</Text>;
  return (
    <Stack gap={2}>
      {state.workflows.map((workflow) => (
        <NavLink
          key={workflow.name}
          component="button"
          type="button"
          label={workflow.title}
          description={othersOf(workflow)}
          onClick={() => onChoose(workflow)}
        />
      ))}
    </Stack>
  );
}

/** The plugins of a task that don't come with Roomkey: those who run it know whose it is. */
function othersOf({ steps }: Workflow): string | undefined {
  const others = steps.map(({ plugin }) => plugin).filter((plugin) => !plugin.startsWith("roomkey."));
  return [...new Set(others)].join(", ") || undefined;
}
