import { Select } from "@mantine/core";
import { latestRows, show, titleOf } from "@roomkey/client";
import { useFound, useNames, useNaming, useObservable, useSession } from "@roomkey/client/react";
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
  const title = id ? (nameOf(id) ?? "Not on this device") : "";
  const found = useChoices(at.field.ref ?? "", typed === title ? "" : typed);
  // What is chosen is always among them: without its option, the input would forget what is typed.
  const data = id && !found.some((one) => one.value === id) ? [{ value: id, label: title }, ...found] : found;
  useAnnounceEditing(at);
  const choose = (chosen: string | null) => {
    if ((chosen ?? "") !== id) write(chosen ?? undefined);
    onEnd("stay");
  };
  return (
    <Select
      {...aria}
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

/** The records of a type, or the people, that match what was typed; the last changed where nothing was. */
function useChoices(kind: string, typed: string): { value: string; label: string }[] {
  const { client, schema } = useSession();
  const all = useObservable(client.rows.all);
  const names = useNames();
  const type = schema.types.find(({ name }) => name === kind);
  const answer = useFound(type ? typed : "", { type: kind, limit: offered });
  return useMemo(() => {
    if (kind === "user") {
      const words = typed.toLowerCase();
      return [...names]
        .map(([value, label]) => ({ value, label }))
        .filter(({ label }) => label.toLowerCase().includes(words))
        .sort((a, b) => (a.label < b.label ? -1 : 1));
    }
    if (!type) return [];
    const found = typed.trim()
      ? (answer?.items ?? []).flatMap(({ id }) => all.get(id) ?? [])
      : latestRows(all, type, offered);
    return found.map((row) => ({ value: row.id, label: titleOf(type, row.fields) }));
  }, [kind, type, typed, all, names, answer]);
}
