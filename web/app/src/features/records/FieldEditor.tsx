import { ImmutableString, updateText } from "@automerge/automerge/slim";
import type { DocHandle } from "@automerge/automerge-repo/slim";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { edited, type Field, labelOf, optionLabel, parse, show } from "../../lib/schema";
import { useSession } from "../../react/client";
import type { RecordDocument } from "../../sync/documents";
import { Conflict, conflicting } from "./Conflict";

type Props = {
  field: Field;
  handle: DocHandle<RecordDocument>;
  doc: RecordDocument;
  record: string;
  /** The user may read the record and not write it. */
  readOnly?: boolean;
};

/** Browsers' own inputs for what they know. */
const inputs: Partial<Record<Field["kind"], string>> = { date: "date", time: "datetime-local" };

/** One field of a record. A text merges by character as it is typed; any other field is written when it is left. */
export function FieldEditor({ field, handle, doc, record, readOnly: mayOnlyRead }: Props) {
  const { client } = useSession();
  const [typed, setTyped] = useState<string>(); // undefined: as the document has it
  const [error, setError] = useState<string>();
  const value = doc[field.name];
  const readOnly = field.server === true || mayOnlyRead === true;
  const label = labelOf(field.name);
  const values = readOnly ? [] : conflicting(field, doc);
  const marker = values.length > 0 && <Conflict field={field} handle={handle} values={values} />;

  const write = (text: string) => {
    const parsed = parse(field, text);
    if (parsed instanceof Error) {
      setError(parsed.message);
      return;
    }
    setError(undefined);
    setTyped(undefined);
    if (parsed === undefined ? value === undefined : text.trim() === edited(field, value)) return;
    client.documents.edit(handle, (draft) => {
      if (parsed === undefined) delete draft[field.name];
      else draft[field.name] = typeof parsed === "string" ? new ImmutableString(parsed) : parsed;
    });
    if (!field.private) void client.rows.edited(record, { [field.name]: parsed });
  };

  if (field.kind === "text") {
    return (
      <Textarea
        label={label}
        value={show(value)}
        readOnly={readOnly}
        autosize
        minRows={2}
        onChange={(event) => {
          const text = event.currentTarget.value;
          client.documents.edit(handle, (draft) => {
            if (draft[field.name] === undefined) draft[field.name] = text;
            else updateText(draft, [field.name], text);
          });
        }}
      />
    );
  }
  if (field.kind === "enum" || field.kind === "bool") {
    const options = field.kind === "bool" ? ["true", "false"] : (field.options ?? []);
    return (
      <NativeSelect
        label={label}
        description={marker}
        value={show(value)}
        disabled={readOnly}
        data={[
          ...(field.required && value !== undefined ? [] : [{ value: "", label: "–" }]),
          ...options.map((value) => ({
            value,
            label: field.kind === "bool" ? (value === "true" ? "Yes" : "No") : optionLabel(value),
          })),
        ]}
        error={error}
        onChange={(event) => write(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      description={marker}
      type={inputs[field.kind] ?? "text"}
      leftSection={field.kind === "money" ? "$" : undefined}
      variant={readOnly ? "filled" : "default"}
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
      value={typed ?? edited(field, value)}
      readOnly={readOnly}
      error={error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => typed !== undefined && write(typed)}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}
