import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { optionLabel, serverNow } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { todayAt } from "@roomkey/client/values";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { usualDeadlines } from "../../../trade/newEscrow";
import { tellDone, toasts } from "../../../ui/toasts";
import { calledBy } from "../layout/booking";
import { type Creating, creating, startCreating } from "./creating";
import { Duplicates } from "./Duplicates";
import { NewField } from "./NewField";
import { askedFields, beginsWith, readForm, withEnd } from "./newRecord";
import { useFormDraft } from "./useFormDraft";

/** The form of a new record, while one is being made. It works without a connection too. */
export function CreateDialog() {
  const now = useObservable(creating);
  return now ? <Form key={now.type} now={now} /> : null;
}

function Form({ now }: { now: Creating }) {
  const { client, schema } = useSession();
  const navigate = useNavigate();
  const today = todayAt(new Date(serverNow()));
  const type = schema.types.find(({ name }) => name === now.type) ?? schema.types[0];
  const fields = type ? askedFields(type) : [];
  const { typed, isTyped, set, end } = useFormDraft(now.type, (name) => {
    const field = fields.find((one) => one.name === name);
    return now.typed?.[name] ?? (field ? beginsWith(field, today) : "");
  });
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isCleared = useRef(false); // Undo is for that, while nothing has been typed since
  if (!type) return null;
  const close = () => creating.set(undefined);
  const entered = Object.fromEntries(fields.map(({ name }) => [name, typed(name)]));
  const kind = fields.find(({ name }) => name === "kind");
  const SUMMARY = calledBy(optionLabel(kind, entered.kind ?? ""), now.about ?? ""); // until another title is typed
  const complete = withEnd(fields, now.about && !isTyped("SUMMARY") ? { ...entered, SUMMARY } : entered, today);
  const { DTEND = "" } = entered;
  const values = isTyped("DTEND") ? { ...complete, DTEND } : complete; // an end can be emptied, to type another

  const hasTyped = fields.some(({ name }) => isTyped(name));

  const clear = () => {
    const before = fields.flatMap(({ name }) => (isTyped(name) ? [[name, typed(name)] as const] : []));
    end(fields.map(({ name }) => name));
    setFaults({});
    form.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    isCleared.current = true;
    tellDone("The form was cleared.", () => {
      for (const [name, text] of before) set(name, text);
    });
  };
  const undoClear = (event: KeyboardEvent) => {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    if (isUndo && isCleared.current && !hasTyped && toasts.run("Undo")) event.preventDefault();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = readForm(type, complete, today);
    if (!read.ok) {
      setFaults(read.faults);
      const first = fields.find(({ name }) => read.faults[name]);
      form.current?.querySelector<HTMLElement>(`[name="${first?.name}"]`)?.focus();
      return;
    }
    setBusy(true);
    const due = type.name === "escrow" ? usualDeadlines(read.fields, client.brokerage.days.get()) : {};
    const id = await client.createRecord(type.name, { ...read.fields, ...due, ...now.also });
    end(fields.map(({ name }) => name));
    close();
    if (now.onMade) now.onMade(id);
    else void navigate({ to: "/$plural/$id", params: { plural: type.plural, id } });
  };

  return (
    <Modal
      opened
      onClose={close}
      title={`New ${type.label.toLowerCase()}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form ref={form} onSubmit={submit} onKeyDown={undoClear} noValidate>
        <Stack gap="sm">
          {!now.onMade && !now.also && (
            <Select
              label="Kind of record"
              allowDeselect={false}
              data={schema.types.map(({ name, label }) => ({ value: name, label }))}
              value={type.name}
              onChange={(name) => name && startCreating(name)}
            />
          )}
          {fields.map((field, index) => (
            <NewField
              key={field.name}
              field={field}
              typed={values[field.name] ?? ""}
              today={today}
              fault={faults[field.name]}
              first={index === 0}
              onType={(text) => {
                set(field.name, text);
                setFaults(({ [field.name]: _, ...others }) => others);
              }}
            />
          ))}
          <Duplicates type={type} values={values} />
          <Group justify="flex-end" gap={8} wrap={hasTyped ? "wrap" : "nowrap"}>
            {hasTyped ? (
              <Button variant="subtle" mr="auto" flex="none" onClick={clear}>
                Clear
              </Button>
            ) : (
              <Text size="sm" c="dimmed" mr="auto" visibleFrom="xs">
                The rest is filled in on its page.
              </Text>
            )}
            <Button variant="default" flex="none" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" flex="none" loading={busy}>
              Create {type.label.toLowerCase()}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
