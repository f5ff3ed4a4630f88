import { Autocomplete, Select, TextInput } from "@mantine/core";
import { optionLabel, type RecordType } from "@roomkey/client";
import { deviceZone, parseValue } from "@roomkey/client/values";
import { useRef, useState } from "react";
import { DayButton } from "../../../ui/DayButton";
import { offer } from "../layout/offer";
import { useSources } from "../layout/useSources";
import { dayOfValue, textOnDay } from "../page/days";

type Props = {
  field: RecordType["fields"][number];
  typed: string;
  today: string;
  fault: string | undefined;
  first: boolean;
  onType: (text: string) => void;
};

/** One input of the form of a new record. What was understood of what is typed stands below it. */
export function NewField(props: Props) {
  const { field, typed, onType } = props;
  const offered = useSources(field.name);
  if (field.kind === "date" || field.kind === "time") return <NewDay {...props} />;
  const text = { value: typed, onChange: onType };
  if (offered) return <Autocomplete {...commonOf(props)} {...text} data={offered} filter={offer} />;
  if (field.kind !== "enum") return <TextInput {...typedOf(props)} />;
  return (
    <Select
      {...commonOf(props)}
      placeholder="Choose"
      allowDeselect={false}
      data={(field.options ?? []).map((option) => ({ value: option, label: optionLabel(field, option) }))}
      value={typed || null}
      onChange={(option) => onType(option ?? "")}
    />
  );
}

/** A day, or a day and a time: typed, or the day chosen from a month. */
function NewDay(props: Props) {
  const { field, typed, today, onType } = props;
  const input = useRef<HTMLInputElement>(null);
  const [choosing, setChoosing] = useState(false);
  const read = parseValue(field, typed, today);
  const value = read.ok ? read.value : undefined;
  const back = () => {
    setChoosing(false);
    input.current?.focus();
  };
  return (
    <TextInput
      {...typedOf(props)}
      ref={input}
      placeholder={field.kind === "date" ? "12/4, in 30 days" : "Friday 2 pm"}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        setChoosing(true);
      }}
      rightSection={
        <DayButton
          label={field.label}
          value={dayOfValue(field, value, deviceZone())}
          today={today}
          opened={choosing}
          onOpen={() => setChoosing(true)}
          onPick={(day) => {
            onType(textOnDay(field, day, value, deviceZone()));
            back();
          }}
          onClose={back}
        />
      }
    />
  );
}

/** What all inputs have. */
function commonOf({ field, fault, first }: Props) {
  return {
    name: field.name,
    label: field.label,
    required: field.required,
    withAsterisk: field.required,
    error: fault,
    "data-autofocus": first || undefined,
  };
}

/** And those in which a text is typed. */
function typedOf(props: Props) {
  const { field, typed, today, onType } = props;
  const read = parseValue(field, typed, today);
  const understood = read.ok && typed.trim() && read.shown !== typed.trim() ? read.shown : "";
  return {
    ...commonOf(props),
    autoComplete: "off",
    inputMode: field.kind === "money" || field.kind === "number" ? ("decimal" as const) : undefined,
    description: understood || undefined,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
    value: typed,
    onChange: (event: { currentTarget: HTMLInputElement }) => onType(event.currentTarget.value),
  };
}
