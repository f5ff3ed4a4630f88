import { Problem, sentence } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconFileImport, IconSparkles } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useMemo } from "react";
import { askForTask } from "../../features/tasks/asking";
import { useWorkflows } from "../../features/tasks/useWorkflows";
import { about, takingSentence, type Workflow } from "../../features/tasks/workflow";
import type { Command, CommandGroup } from "../../ui/commands";
import { toasts } from "../../ui/toasts";

/** What the palette offers of AI tasks: by group, and what takes a sentence as it stands. */
type TaskCommands = { groups: CommandGroup[]; ofSentence?: (text: string) => Command };

/** The AI tasks that can be run now, those about the record that is open first. None without a connection. */
export function useTaskCommands(): TaskCommands {
  const { client, schema } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const offer = useWorkflows();
  const { pathname } = useLocation();
  return useMemo(() => {
    if (!connected || client.user.role === "viewer" || offer.is !== "ready") return { groups: [] };
    const [, plural, id] = pathname.split("/");
    const type = schema.types.find((type) => type.plural === plural);
    const record = type && id ? { type: type.name, id } : undefined;
    const here = record ? about(offer.workflows, record, schema.types) : [];
    const offered = ({ name, title }: Workflow, about?: typeof record): Command => {
      const icon = /import/i.test(title) ? IconFileImport : IconSparkles;
      return { label: title, icon, ai: true, run: () => askForTask({ workflow: name, about }) };
    };
    const drafting = takingSentence(offer.workflows);
    return {
      groups: [
        { title: `AI on this ${type?.label.toLowerCase()}`, commands: here.map((one) => offered(one, record)) },
        {
          title: "AI tasks",
          commands: offer.workflows.filter((one) => !here.includes(one)).map((one) => offered(one)),
        },
      ],
      ofSentence:
        drafting &&
        ((text) => ({
          label: drafting.title,
          icon: IconSparkles,
          ai: true,
          run: () =>
            void client.tasks.run(drafting.name, { text }).then(
              () => toasts.show({ text: `${drafting.title}: started` }),
              (cause) => {
                const why = cause instanceof Problem ? sentence(cause.message) : "The task didn't start.";
                toasts.show({ text: why });
              },
            ),
        })),
    };
  }, [client, schema, connected, offer, pathname]);
}
