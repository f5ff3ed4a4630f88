import { useObservable, useSession } from "@roomkey/client/react";
import type { About, FormField, Values } from "./form";

/** What a ticked box is in a draft. */
const ticked = "yes";

/**
 * What is typed into the form of a task, kept from the first key until the task is run; about one record it is not what
 * was typed about another. A file that was sent is not kept: the server has it for a day.
 */
export function useTaskDraft(workflow: string, fields: readonly FormField[], begins: Values, about?: About) {
  const { client } = useSession();
  const form = `task/${workflow}/${about?.id ?? ""}`;
  const drafts = useObservable(client.drafts.all);
  const typed = fields.flatMap(({ name, kind }): [string, string | boolean][] => {
    const draft = drafts.get(`${form}/${name}`);
    return draft ? [[name, kind === "bool" ? draft.typed === ticked : draft.typed]] : [];
  });
  const keep = (name: string, value: string | boolean) => {
    const typed = typeof value === "string" ? value : value ? ticked : "";
    client.drafts.keep(form, `/${name}`, { record: form, typed, base: "" });
  };
  const end = () => {
    for (const { name } of fields) client.drafts.end(form, `/${name}`);
  };
  const values: Values = { ...begins, ...Object.fromEntries(typed) };
  return { values, typed, keep, end };
}
