import { Checkbox, FileInput, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { inWords } from "@roomkey/client";
import { RecordInput } from "../../ui/RecordInput";
import type { FormField } from "./form";
import type { SentFile } from "./useSentFiles";

type Props = {
  field: FormField;
  value: string | boolean;
  error?: string;
  onChange: (value: string | boolean) => void;
  file?: SentFile; // of a field that takes one
  onFile: (file: File | null) => void;
};

const types: Partial<Record<FormField["kind"], string>> = { date: "date", time: "datetime-local" };

/** A plugin's own option: one that is no words is put into words. */
const optionText = (option: string) => (/^[a-z][A-Za-z0-9_]*$/.test(option) ? inWords(option) : option);

/** One field of a task's input. */
export function InputField({ field, value, error, onChange, file, onFile }: Props) {
  const common = { label: field.label, error, required: field.required, withAsterisk: false } as const;
  const text = String(value);
  switch (field.kind) {
    case "bool":
      return (
        <Checkbox
          label={field.label}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "enum":
      return (
        <NativeSelect
          {...common}
          value={text}
          data={[
            ...(field.required && text ? [] : [{ value: "", label: "–" }]),
            ...(field.options ?? []).map((option) => ({ value: option, label: optionText(option) })),
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "record":
      return <RecordInput {...common} type={field.type ?? ""} value={text} onChange={onChange} />;
    case "file":
      return <FileField {...common} file={file} onFile={onFile} />;
    case "long":
    case "lines":
    case "json":
      return (
        <Textarea
          {...common}
          description={{ long: undefined, lines: "One on each line", json: "As JSON" }[field.kind]}
          autosize
          minRows={field.kind === "long" ? 3 : 2}
          maxRows={12}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
  return (
    <TextInput
      {...common}
      type={types[field.kind] ?? "text"}
      inputMode={field.kind === "number" ? "decimal" : undefined}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type FileFieldProps = {
  label: string;
  error?: string;
  required: boolean;
  file?: SentFile;
  onFile: (file: File | null) => void;
};

/** A file that is sent as it is. */
function FileField({ file, error, onFile, ...common }: FileFieldProps) {
  const sending = file && !file.id && !file.failure;
  return (
    <FileInput
      {...common}
      withAsterisk={false}
      clearable
      clearButtonProps={{ "aria-label": "Clear the file" }}
      placeholder="Choose a file"
      accept=".csv,.tsv,.txt,.vcf,.ics,text/csv,text/plain,text/vcard,text/calendar"
      description={sending ? "Sending" : undefined}
      error={file?.failure ?? error}
      onChange={onFile}
    />
  );
}
