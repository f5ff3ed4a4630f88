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
