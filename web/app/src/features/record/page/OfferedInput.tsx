import { Autocomplete } from "@mantine/core";
import type { ComponentProps, KeyboardEvent } from "react";
import { offer } from "../layout/offer";

type Props = Omit<ComponentProps<typeof Autocomplete>, "data" | "onChange"> & {
  offered: string[];
  all: boolean; // nothing was typed yet: all is offered
  onType: (text: string) => void;
  onChoose: (text: string) => void;
};

/** A text that is typed, with what is known offered below it. Arrows only look at that: Enter or a click chooses. */
export function OfferedInput({ offered, all, onType, onChoose, onKeyDown, ...box }: Props) {
  return (
    <Autocomplete
      {...box}
      data={offered}
      filter={all ? ({ options }) => options : offer}
      onChange={onType}
      onOptionSubmit={onChoose}
      onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
        const looking = event.currentTarget.getAttribute("aria-activedescendant"); // an option that Enter chooses
        if (event.key !== "Enter" || !looking) onKeyDown?.(event);
      }}
      comboboxProps={{ withinPortal: true, transitionProps: { duration: 0 } }}
    />
  );
}
