import { Select } from "@mantine/core";
import { optionLabel, show } from "@roomkey/client";
import { useRef, useState } from "react";
import type { InputProps } from "./inputProps";
import { useAnnounceEditing } from "./useAnnounceEditing";
import { useWrite } from "./useWrite";

const none = " "; // the option that takes the value away

/** One of several options. Arrows only look at them: Enter or a click chooses. */
export function ChoiceInput({ at, half, value, aria, onEnd }: InputProps) {
  const { field } = at;
  const write = useWrite(at, half);
  const over = useRef(false);
  useAnnounceEditing(at);
  const options = field.kind === "bool" ? ["true", "false"] : (field.options ?? []);
  const words = (option: string) =>
    field.kind === "bool" ? (option === "true" ? "Yes" : "No") : optionLabel(field, option);
  const searched = options.length > 6;
  const [typed, setTyped] = useState("");
  const end = (how: "stay" | "left") => {
    if (over.current) return;
    over.current = true;
    onEnd(how);
  };
  const choose = (option: string | null) => {
    const chosen = option === null || option === none ? "" : option;
    if (chosen !== show(value)) write(chosen === "" ? undefined : field.kind === "bool" ? chosen === "true" : chosen);
    end("stay");
  };
  return (
    <Select
      {...aria}
      aria-label={at.label}
      autoFocus
      defaultDropdownOpened
      allowDeselect={false}
      searchable={searched}
      selectFirstOptionOnChange={typed !== "" && typed !== words(show(value))} // else Enter would take the first
      searchValue={typed}
      onSearchChange={setTyped}
      data={[
        ...options.map((option) => ({ value: option, label: words(option) })),
        ...(field.required || show(value) === "" ? [] : [{ value: none, label: "No value" }]),
      ]}
      value={show(value) || null}
      onChange={choose}
      onKeyDown={(event) => {
        // Tab takes what the typed letters begin, as Enter does.
        if (event.key === "Tab" && searched && typed !== "") {
          const meant = options.find((option) => words(option).toLowerCase().startsWith(typed.toLowerCase()));
          if (meant) choose(meant);
        }
        const looking = event.currentTarget.getAttribute("aria-activedescendant"); // an option that Enter chooses
        if (event.key !== "Escape" && (event.key !== "Enter" || looking)) return;
        event.stopPropagation();
        end("stay");
      }}
      onBlur={() => end("left")}
      onDropdownClose={() => end("stay")}
      comboboxProps={{ withinPortal: true, transitionProps: { duration: 0 } }}
    />
  );
}
