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
export function NewField({ field, typed, today, fault, first, onType }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [choosing, setChoosing] = useState(false); // a day
  const offered = useSources(field.name);
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
  if (offered) return <Autocomplete {...common} data={offered} filter={offer} value={typed} onChange={onType} />;
  const read = parseValue(field, typed, today);
  const understood = read.ok && typed.trim() && read.shown !== typed.trim() ? read.shown : "";
  const value = read.ok ? read.value : undefined;
  const back = () => {
    setChoosing(false);
    input.current?.focus();
  };
  const isDated = field.kind === "date" || field.kind === "time";
  return (
    <TextInput
      {...common}
      ref={input}
      autoComplete="off"
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
      placeholder={field.kind === "date" ? "12/4, in 30 days" : field.kind === "time" ? "Friday 2 pm" : undefined}
      description={understood || undefined}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" || !isDated) return;
        event.preventDefault();
        setChoosing(true);
      }}
      rightSection={
        isDated && (
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
        )
      }
    />
  );
}
