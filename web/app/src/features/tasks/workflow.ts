import type { RecordType, Workflow } from "@roomkey/client";
import { type About, fieldsOf, filledWith } from "./form";

export type { Workflow } from "@roomkey/client";

type Offered = { name: string; title: string; steps: { name: string; plugin: string }[] };

/** The workflows to offer, by title. A single step is left out where a workflow of the same title does it. */
export function offered<W extends Offered>(workflows: W[]): W[] {
  const isStep = ({ name, steps: [step, second] }: W) => !second && name === `${step?.plugin}/${step?.name}`;
  const declared = new Set(workflows.filter((workflow) => !isStep(workflow)).map(({ title }) => title));
  return workflows
    .filter((workflow) => !isStep(workflow) || !declared.has(workflow.title))
    .sort((a, b) => a.title.localeCompare(b.title));
}

type Taking = Pick<Workflow, "name" | "input">;

/** The workflows that can be about a record: one of their fields takes its type. */
export function about<W extends Taking>(workflows: readonly W[], record: About, types: RecordType[]): W[] {
  return workflows.filter(({ input }) => Object.keys(filledWith(fieldsOf(input, types), record)).length > 0);
}

/** The workflow that drafts an escrow from a sentence: it takes one text, and requires nothing else. */
export function takingSentence<W extends Taking>(workflows: readonly W[]): W | undefined {
  return workflows.find(({ name, input }) => {
    const required = (input as { required?: unknown }).required;
    return name.endsWith("new-escrow") && JSON.stringify(required) === '["text"]';
  });
}
