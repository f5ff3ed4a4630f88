import { Alert, Group, Loader, Modal, NavLink, Stack, Text } from "@mantine/core";
import { api } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import { failureOf } from "../../ui/useAction";
import { type About, fieldsOf, filledWith } from "./form";
import { TaskForm } from "./TaskForm";
import { offered, type Workflow } from "./workflow";

type State = { is: "loading" } | { is: "failed"; why: string } | { is: "ready"; workflows: Workflow[] };

type Props = {
  /** The record that the task is to be about: only what takes one of its type is offered. */
  about?: About;
  onClose: () => void;
  onStarted: () => void;
};

/** Asks what to run, then for its input. */
export function RunDialog({ about, onClose, onStarted }: Props) {
  const { client, schema } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const [state, setState] = useState<State>({ is: "loading" });
  const [chosen, setChosen] = useState<Workflow>();

  const takes = ({ input }: Workflow) =>
    !about || Object.keys(filledWith(fieldsOf(input, schema.types), about)).length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what a dialog is about does not change
  useEffect(() => {
    if (!connected) return;
    let left = false;
    api<{ items: Workflow[] }>("GET", "/workflows").then(
      ({ items }) => !left && setState({ is: "ready", workflows: offered(items).filter(takes) }),
      (cause) => !left && setState({ is: "failed", why: failureOf(cause).text }),
    );
    return () => {
      left = true;
    };
  }, [connected]);

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
              onBack={() => setChosen(undefined)}
              onStarted={() => {
                onStarted();
                onClose();
              }}
            />
          </>
        ) : (
          <Choice state={state} connected={connected} onChoose={setChosen} />
        )}
      </Stack>
    </Modal>
  );
}

type ChoiceProps = { state: State; connected: boolean; onChoose: (workflow: Workflow) => void };

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
          description={[...new Set(workflow.steps.map(({ plugin }) => plugin))].join(", ")}
          onClick={() => onChoose(workflow)}
        />
      ))}
    </Stack>
  );
}
