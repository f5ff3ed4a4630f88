import { Anchor, Input, Select, Stack, Text } from "@mantine/core";
import { controlName, show, titleOf, valueAt, write } from "@roomkey/client";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { RecordInput } from "../../ui/RecordInput";
import { conflictOf } from "./Conflict";
import type { EditorProps } from "./editor";

/** Another record, or a person: shown by name, chosen by a search; a record is a link away. */
export function RefEditor(props: EditorProps) {
  const { field, place, within, handle, doc, record, readOnly } = props;
  const { client } = useSession();
  const id = show(valueAt(doc, place));
  const { label } = field;
  const choose = (chosen: string) => {
    if (chosen === id) return;
    client.documents.edit(handle, (draft) => write(draft, place, chosen || undefined));
    if (!field.private && place.length === 1) void client.rows.edited(record, { [field.name]: chosen || undefined });
  };
  const common = {
    label,
    "aria-label": controlName(field, within),
    description: conflictOf(props),
    value: id,
    onChange: choose,
  };
  const person = field.ref === "user";
  if (readOnly) {
    return (
      <Input.Wrapper label={label} labelElement="div">
        {person ? <PersonName id={id} /> : <RecordLink id={id} />}
      </Input.Wrapper>
    );
  }
  if (person) return <PersonInput {...common} />;
  return (
    <Stack gap={4}>
      <RecordInput {...common} type={field.ref ?? ""} />
      {id && <RecordLink id={id} opens />}
    </Stack>
  );
}

/** The way to a record by its title; beside an input that shows the title it says that it opens it. */
function RecordLink({ id, opens }: { id: string; opens?: boolean }) {
  const { client, schema } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(id));
  const type = schema.types.find(({ name }) => name === row?.type);
  if (!row || !type) return opens ? null : <Text size="sm">{id ? "Not on this device" : "–"}</Text>;
  const title = titleOf(type, row.fields);
  return (
    <Anchor
      size="sm"
      aria-label={opens ? `Open ${title}` : undefined}
      renderRoot={(props) => <Link to="/$plural/$id" params={{ plural: type.plural, id }} {...props} />}
    >
      {opens ? "Open" : title}
    </Anchor>
  );
}

function PersonName({ id }: { id: string }) {
  const names = useNames();
  return <Text size="sm">{names.get(id) ?? (id ? "A colleague" : "–")}</Text>;
}

type PersonProps = {
  label: string;
  "aria-label": string;
  description: ReactNode;
  value: string;
  onChange: (id: string) => void;
};

function PersonInput({ value, onChange, ...common }: PersonProps) {
  const names = useNames();
  const people = [...names].map(([value, label]) => ({ value, label })).sort((a, b) => (a.label < b.label ? -1 : 1));
  if (value && !names.has(value)) people.unshift({ value, label: "A colleague" });
  return (
    <Select
      {...common}
      searchable
      clearable
      allowDeselect={false}
      clearButtonProps={{ "aria-label": `Clear ${common["aria-label"]}` }}
      placeholder="Type to search"
      nothingFoundMessage="Nobody matches."
      data={people}
      value={value || null}
      onChange={(id) => onChange(id ?? "")}
    />
  );
}
