import { Alert, Button, Group, Stack } from "@mantine/core";
import { Problem, sentence } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { type FormEvent, useMemo, useState } from "react";
import { failureOf } from "../../ui/useAction";
import { type About, fieldAtFault, fieldsOf, filledWith, inputOf, seldom, type Values } from "./form";
import { InputField } from "./InputField";
import styles from "./tasks.module.css";
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
  const [values, setValues] = useState<Values>(() => filledWith(fields, about));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const folded = useMemo(() => seldom(fields, about), [fields, about]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = inputOf(fields, values);
    setErrors("errors" in made ? made.errors : {});
    setFailure(undefined);
    if ("errors" in made) return;
    setBusy(true);
    try {
      await client.tasks.run(workflow.name, made.input);
      onStarted();
    } catch (cause) {
      const name = cause instanceof Problem ? fieldAtFault(fields, cause.field) : undefined;
      if (name && cause instanceof Problem) setErrors({ [name]: sentence(cause.message) });
      else setFailure(failureOf(cause).text);
      setBusy(false);
    }
  };

  const input = (field: (typeof fields)[number]) => (
    <InputField
      key={field.name}
      field={field}
      value={values[field.name] ?? field.initial}
      error={errors[field.name]}
      onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
    />
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {fields.filter((field) => !folded.includes(field)).map(input)}
        {folded.length > 0 && (
          <details open={folded.some(({ name }) => errors[name]) || undefined}>
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
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" loading={busy} disabled={!connected}>
            Run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
