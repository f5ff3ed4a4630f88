import { Alert, Button, Group, Stack } from "@mantine/core";
import { Problem, sentence } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { tellDone } from "../../ui/toasts";
import { failureOf } from "../../ui/useAction";
import { type About, fieldAtFault, fieldsOf, filledWith, inputOf, seldom } from "./form";
import { InputField } from "./InputField";
import styles from "./tasks.module.css";
import { useSentFiles } from "./useSentFiles";
import { useTaskDraft } from "./useTaskDraft";
import type { Workflow } from "./workflow";

type Props = {
  workflow: Workflow;
  about?: About;
  connected: boolean;
  onBack: () => void;
  onStarted: () => void;
};

/** The form for a workflow's input. What is seldom asked for is folded away. */
export function TaskForm({ workflow, about, connected, onBack, onStarted }: Props) {
  const { client, schema } = useSession();
  const fields = useMemo(() => fieldsOf(workflow.input, schema.types), [workflow.input, schema.types]);
  const begins = useMemo(() => filledWith(fields, about), [fields, about]);
  const draft = useTaskDraft(workflow.name, fields, begins, about);
  const sent = useSentFiles();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const folded = useMemo(() => seldom(fields, about), [fields, about]);
  const typed = new Map(draft.typed);
  const hasFile = Object.keys(sent.files).length > 0;
  const [cleared, setCleared] = useState(0); // how often: an input of a file begins again

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    setBusy(true);
    const { ids, failures } = await sent.arrived(); // a file that was chosen is part of what is run
    if (!form.current) return; // it was closed meanwhile
    const made = inputOf(fields, { ...draft.values, ...ids });
    const faults = { ...("errors" in made ? made.errors : {}), ...failures };
    setErrors(faults);
    if ("errors" in made || Object.keys(failures).length > 0) return setBusy(false);
    try {
      await client.tasks.run(workflow.name, made.input);
      draft.end();
      onStarted();
    } catch (cause) {
      const name = cause instanceof Problem ? fieldAtFault(fields, cause.field) : undefined;
      if (name && cause instanceof Problem) setErrors({ [name]: sentence(cause.message) });
      else setFailure(failureOf(cause).text);
      setBusy(false);
    }
  };

  const clear = () => {
    const before = draft.typed;
    draft.end();
    sent.clear();
    setCleared(cleared + 1);
    setErrors({});
    setFailure(undefined);
    form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus(); // the button goes
    tellDone(hasFile ? "The form was cleared. Its file has to be chosen again." : "The form was cleared.", () => {
      for (const [name, value] of before) draft.keep(name, value);
    });
  };

  const input = (field: (typeof fields)[number]) => (
    <InputField
      key={field.kind === "file" ? `${field.name}/${cleared}` : field.name}
      field={field}
      value={draft.values[field.name] ?? field.initial}
      file={sent.files[field.name]}
      error={errors[field.name]}
      onChange={(value) => draft.keep(field.name, value)}
      onFile={(file) => {
        setErrors(({ [field.name]: _, ...others }) => others);
        sent.choose(field.name, file);
      }}
    />
  );

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack gap="sm">
        {fields.filter((field) => !folded.includes(field)).map(input)}
        {folded.length > 0 && (
          <details open={folded.some(({ name }) => errors[name] || typed.has(name)) || undefined}>
            <summary className={styles.tapped}>More options</summary>
            <Stack gap="sm" mt="xs">
              {folded.map(input)}
            </Stack>
          </details>
        )}
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="space-between">
          <Group gap="xs">
            <Button variant="default" onClick={onBack}>
              Back
            </Button>
            {(typed.size > 0 || hasFile) && (
              <Button variant="subtle" onClick={clear}>
                Clear
              </Button>
            )}
          </Group>
          <Button type="submit" loading={busy} disabled={!connected}>
            Run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
