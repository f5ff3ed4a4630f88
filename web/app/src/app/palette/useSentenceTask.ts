import { api, Problem, sentence, type Workflow } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useState } from "react";
import { toasts } from "../../ui/toasts";

/** A task that takes a plain sentence: its title, and how it is run. */
type SentenceTask = { title: string; run: (text: string) => void };

/** The task that drafts a record from a sentence, where a plugin offers one and there is a connection. */
export function useSentenceTask(): SentenceTask | undefined {
  const { client } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const [workflow, setWorkflow] = useState<Workflow>();
  useEffect(() => {
    if (!connected || client.user.role === "viewer") return setWorkflow(undefined);
    let left = false;
    api<{ items: Workflow[] }>("GET", "/workflows").then(
      ({ items }) => !left && setWorkflow(items.find(takesSentence)),
      () => undefined, // without the list nothing is offered
    );
    return () => {
      left = true;
    };
  }, [client, connected]);
  const [task, setTask] = useState<SentenceTask>();
  useEffect(() => {
    if (!workflow) return setTask(undefined);
    const run = (text: string) => {
      client.tasks.run(workflow.name, { text }).then(
        () => toasts.show({ text: `${workflow.title}: started` }),
        (cause) => toasts.show({ text: cause instanceof Problem ? sentence(cause.message) : "The task didn't start." }),
      );
    };
    setTask({ title: workflow.title, run });
  }, [client, workflow]);
  return task;
}

/** Whether a workflow drafts an escrow from one text, and asks for nothing else. */
function takesSentence({ name, input }: Workflow): boolean {
  const required = (input as { required?: unknown }).required;
  return name.endsWith("new-escrow") && JSON.stringify(required) === '["text"]';
}
