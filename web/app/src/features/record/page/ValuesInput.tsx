import { MultiSelect, TagsInput } from "@mantine/core";
import { optionLabel, valuesOf } from "@roomkey/client";
import { listing } from "../edit/gesture";
import { pointerOf } from "../layout/place";
import type { InputProps } from "./inputProps";
import { usePerform } from "./OpenRecord";
import { useAnnounceEditing } from "./useAnnounceEditing";
import { useTyped } from "./useTyped";

/** A list of values: each is added and removed by itself. */
export function ValuesInput({ at, half, value, aria, onEnd }: InputProps) {
  const perform = usePerform();
  const [typed, setTyped] = useTyped(half.documentId, pointerOf(at));
  useAnnounceEditing(at);
  const now = valuesOf(value);
  const change = (next: string[]) => {
    for (const one of next) if (!now.includes(one) && one.trim()) perform(listing(at, one.trim(), true));
    for (const one of now) if (!next.includes(one)) perform(listing(at, one, false));
  };
  const common = {
    ...aria,
    "aria-label": at.label,
    autoFocus: true,
    value: now,
    onChange: change,
    onBlur: () => onEnd("left"),
    onKeyDown: (event: { key: string; stopPropagation: () => void }) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setTyped(undefined);
      onEnd("stay");
    },
    comboboxProps: { withinPortal: true, transitionProps: { duration: 0 } },
  };
  const item = at.field.item;
  if (item?.options) {
    const data = item.options.map((option) => ({ value: option, label: optionLabel(item, option) }));
    return <MultiSelect {...common} data={data} defaultDropdownOpened searchable />;
  }
  return (
    <TagsInput
      {...common}
      acceptValueOnBlur
      searchValue={typed?.text ?? ""}
      onSearchChange={(text) => setTyped(text ? { text, base: "" } : undefined)}
      placeholder={now.length > 0 ? undefined : `Type, then Enter`}
    />
  );
}
