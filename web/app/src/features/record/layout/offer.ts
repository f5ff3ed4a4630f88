import type { ComboboxParsedItem, OptionsFilter } from "@mantine/core";
import { foldText } from "@roomkey/client";

/** Offers what holds the letters that were typed; nothing more once it is one of them, whole. */
export const offer: OptionsFilter = ({ options, search }) => {
  const typed = foldText(search.trim());
  const label = (option: ComboboxParsedItem) => ("label" in option ? foldText(String(option.label)) : "");
  if (options.some((option) => label(option) === typed)) return [];
  return options.filter((option) => label(option).includes(typed));
};
