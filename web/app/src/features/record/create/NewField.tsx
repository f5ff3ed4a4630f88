import { Select, TextInput } from "@mantine/core";
import { optionLabel, type RecordType } from "@roomkey/client";
import { parseValue } from "@roomkey/client/values";

type Props = {
  field: RecordType["fields"][number];
  typed: string;
  today: string;
  fault: string | undefined;
  first: boolean;
  onType: (text: string) => void;
};

/** One input of the form of a new record. What was understood of what is typed stands below it. */
export function NewField({ field, typed, today, fault, first, onType }: Props) {
  const common = {
    name: field.name,
    label: field.label,
    required: field.required,
    withAsterisk: field.required,
    error: fault,
    "data-autofocus": first || undefined,
  };
  if (field.kind === "enum") {
    return (
      <Select
        {...common}
        placeholder="Choose"
        allowDeselect={false}
        data={(field.options ?? []).map((option) => ({ value: option, label: optionLabel(field, option) }))}
        value={typed || null}
        onChange={(option) => onType(option ?? "")}
      />
    );
  }
  const read = parseValue(field, typed, today);
  const understood = read.ok && typed.trim() && read.shown !== typed.trim() ? read.shown : "";
  return (
    <TextInput
      {...common}
      autoComplete="off"
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
      placeholder={field.kind === "date" ? "12/4, in 30 days" : field.kind === "time" ? "Friday 2 pm" : undefined}
      description={understood || undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
    />
  );
}
