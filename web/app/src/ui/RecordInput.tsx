import { Select } from "@mantine/core";
import { titleOf } from "@roomkey/client";
import { useObservable, useOffered, useSession } from "@roomkey/client/react";
import { type ReactNode, useMemo, useState } from "react";

/** The number of matches that are offered. */
const offeredRows = 50;

type Props = {
  label: string;
  "aria-label"?: string;
  description?: ReactNode;
  error?: string;
  required?: boolean;
  type: string;
  value: string; // the record's id
  onChange: (id: string) => void;
};

/** Picks a record of a type by its name. */
export function RecordInput({ type: name, value, onChange, ...common }: Props) {
  const { client, schema } = useSession();
  const all = useObservable(client.rows.all);
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState(false); // a search through all rows, which nobody needs before
  const type = schema.types.find((candidate) => candidate.name === name);
  const chosen = all.get(value);
  const title = type && chosen ? titleOf(type, chosen.fields) : "";
  const offered = useOffered(opened ? name : "", typed === title ? "" : typed, offeredRows);
  const data = useMemo(() => {
    if (!type) return [];
    const found = chosen && !offered.includes(chosen) ? [chosen, ...offered] : offered;
    const options = found.map((row) => ({ value: row.id, label: titleOf(type, row.fields) }));
    return value && !chosen ? [{ value, label: "Not on this device" }, ...options] : options;
  }, [type, offered, chosen, value]);
  return (
    <Select
      {...common}
      withAsterisk={false}
      searchable
      clearable
      allowDeselect={false}
      clearButtonProps={{ "aria-label": `Clear ${common["aria-label"] ?? common.label}` }}
      placeholder="Type to search"
      nothingFoundMessage="Nothing matches."
      data={data}
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      value={value || null}
      onChange={(id) => onChange(id ?? "")}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
