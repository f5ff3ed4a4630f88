import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Column, Now } from "../column";
import { readTyped, typedOf } from "../typed";

type Props = {
  column: Column;
  count: "one" | "two";
  values: readonly string[];
  now: Now;
  onChange: (values: string[]) => void; // once all are understood
};

/** One value to type, or the two ends of a range. It says what it understood, or what is wrong. */
export function ValueInputs({ column, count, values, now, onChange }: Props) {
  const [typed, setTyped] = useState(() => [typedOf(column, values[0]), typedOf(column, values[1])]);
  const labels = count === "two" ? ["From", "To"] : ["Value"];
  const change = (index: number, text: string) => {
    const next = typed.map((one, at) => (at === index ? text : one));
    setTyped(next);
    const read = labels.map((_, at) => readTyped(column, next[at] ?? "", now.today));
    const understood = read.flatMap((one) => (one.ok ? [one.value] : []));
    if (understood.length === labels.length) onChange(understood);
  };
  return (
    <>
      {labels.map((label, index) => {
        const text = typed[index] ?? "";
        const read = text === "" ? undefined : readTyped(column, text, now.today);
        return (
          <TextInput
            key={label}
            size="xs"
            data-autofocus={index === 0 || undefined}
            aria-label={`${column.label}: ${label.toLowerCase()}`}
            placeholder={label}
            value={text}
            onChange={(event) => change(index, event.currentTarget.value)}
            error={read && !read.ok ? read.problem : undefined}
            description={read?.ok && read.shown !== text ? read.shown : undefined}
          />
        );
      })}
    </>
  );
}
