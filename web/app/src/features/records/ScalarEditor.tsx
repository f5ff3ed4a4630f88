import { NativeSelect, TextInput } from "@mantine/core";
import {
  controlName,
  edited,
  type Field,
  optionLabel,
  parse,
  show,
  valueAt,
  write as writeScalar,
} from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useState } from "react";
import { TextEditor } from "../../ui/text/TextEditor";
import { conflictOf } from "./Conflict";
import type { EditorProps } from "./editor";

/** Browsers' own inputs for what they know. */
const inputs: Partial<Record<Field["kind"], string>> = { date: "date", time: "datetime-local" };

/** One value. A text merges by character as it is typed; any other is written when it is left. */
export function ScalarEditor(props: EditorProps) {
  const { field, place, within, handle, doc, record, readOnly } = props;
  const { client } = useSession();
  const [typed, setTyped] = useState<string>(); // undefined: as the document has it
  const [error, setError] = useState<string>();
  const value = valueAt(doc, place);
  const common = {
    label: field.label,
    "aria-label": within && controlName(field, within),
    description: conflictOf(props),
    error,
  };

  const write = (text: string) => {
    const parsed = parse(field, text);
    if (parsed instanceof Error) {
      setError(parsed.message);
      return;
    }
    setError(undefined);
    setTyped(undefined);
    if (parsed === undefined ? value === undefined : text.trim() === edited(field, value)) return;
    client.documents.edit(handle, (draft) => writeScalar(draft, place, parsed));
    if (!field.private && place.length === 1) void client.rows.edited(record, { [field.name]: parsed });
  };

  if (field.kind === "text" && place.length === 1) {
    return (
      <TextEditor
        label={field.label}
        description={conflictOf(props)}
        handle={handle}
        field={field.name}
        record={record}
        readOnly={readOnly}
      />
    );
  }
  if (field.kind === "enum" || field.kind === "bool") {
    const options = field.kind === "bool" ? ["true", "false"] : (field.options ?? []);
    return (
      <NativeSelect
        {...common}
        value={show(value)}
        disabled={readOnly}
        data={[
          ...(field.required && value !== undefined ? [] : [{ value: "", label: "–" }]),
          ...options.map((value) => ({
            value,
            label: field.kind === "bool" ? (value === "true" ? "Yes" : "No") : optionLabel(field, value),
          })),
        ]}
        onChange={(event) => write(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      type={inputs[field.kind] ?? "text"}
      leftSection={field.kind === "money" ? "$" : undefined}
      variant={readOnly ? "filled" : "default"}
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
      value={typed ?? edited(field, value)}
      readOnly={readOnly}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => typed !== undefined && write(typed)}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}
