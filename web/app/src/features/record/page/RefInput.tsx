import { Select } from "@mantine/core";
import { show, titleOf } from "@roomkey/client";
import { useNames, useNaming, useOffered, useSession } from "@roomkey/client/react";
import { useMemo, useState } from "react";
import type { InputProps } from "./inputProps";
import { useAnnounceEditing } from "./useAnnounceEditing";
import { useWrite } from "./useWrite";

const offered = 30; // matches

/** Another record, or a person, chosen by a search through what this device has. */
export function RefInput({ at, half, value, aria, onEnd }: InputProps) {
  const write = useWrite(at, half);
  const [typed, setTyped] = useState("");
  const id = show(value);
  const nameOf = useNaming();
  const [title] = useState(id ? (nameOf(id) ?? "Not on this device") : "");
  const found = useChoices(at.field.ref ?? "", typed === title ? "" : typed);
  // What is chosen is always among them, by the name it had at first: without its option, and by another name when its
  // record comes to this device, the input would forget what is typed.
  const others = found.filter((one) => one.value !== id);
  const data = id ? [{ value: id, label: title }, ...others] : others;
  useAnnounceEditing(at);
  const choose = (chosen: string | null) => {
    if ((chosen ?? "") !== id) write(chosen ?? undefined);
    onEnd("stay");
  };
  return (
    <Select
      {...aria}
      aria-label={at.label}
      autoFocus
      searchable
      clearable={id !== ""}
      clearButtonProps={{ "aria-label": `Clear ${at.label}` }}
      defaultDropdownOpened
      placeholder="Type to search"
      nothingFoundMessage="Nothing matches."
      data={data}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={id || null}
      onChange={choose}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onEnd("stay");
      }}
      onBlur={() => onEnd("left")}
      comboboxProps={{ withinPortal: true, transitionProps: { duration: 0 } }}
    />
  );
}

/** The records of a type, or the people, that match what was typed. */
function useChoices(kind: string, typed: string): { value: string; label: string }[] {
  const { schema } = useSession();
  const rows = useOffered(kind, typed, offered);
  const names = useNames();
  return useMemo(() => {
    if (kind === "user") {
      const words = typed.toLowerCase();
      return [...names]
        .map(([value, label]) => ({ value, label }))
        .filter(({ label }) => label.toLowerCase().includes(words))
        .sort((a, b) => (a.label < b.label ? -1 : 1));
    }
    const type = schema.types.find(({ name }) => name === kind);
    if (!type) return [];
    return rows.map((row) => ({ value: row.id, label: titleOf(type, row.fields) }));
  }, [kind, typed, rows, names, schema]);
}
