import { Alert, Button, Group, Stack } from "@mantine/core";
import { Problem, sentence } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { tellDone } from "../../ui/toasts";
import { failureOf } from "../../ui/useAction";
import { type About, fieldAtFault, fieldsOf, filledWith, inputOf, seldom, type Values } from "./form";
import { InputField } from "./InputField";
import styles from "./tasks.module.css";
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
  const [files, setFiles] = useState<Values>({}); // that were sent, by field
  const values = { ...draft.values, ...files };
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const folded = useMemo(() => seldom(fields, about), [fields, about]);
  const typed = new Map(draft.typed);
  const [cleared, setCleared] = useState(0); // how often: an input of a file begins again

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = inputOf(fields, values);
    setErrors("errors" in made ? made.errors : {});
    setFailure(undefined);
    if ("errors" in made) return;
    setBusy(true);
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
    setFiles({});
    setCleared(cleared + 1);
    setErrors({});
    setFailure(undefined);
    form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus(); // the button goes
    const file = Object.values(files).some(Boolean);
    tellDone(file ? "The form was cleared. Its file has to be chosen again." : "The form was cleared.", () => {
      for (const [name, value] of before) draft.keep(name, value);
    });
  };

  const input = (field: (typeof fields)[number]) => (
    <InputField
      key={field.kind === "file" ? `${field.name}/${cleared}` : field.name}
      field={field}
      value={values[field.name] ?? field.initial}
      error={errors[field.name]}
      onChange={(value) => {
        if (field.kind === "file") setFiles((before) => ({ ...before, [field.name]: value }));
        else draft.keep(field.name, value);
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
            {(typed.size > 0 || Object.values(files).some(Boolean)) && (
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
