import { Button } from "@mantine/core";
import type { Place } from "@roomkey/client";
import { IconPlus } from "@tabler/icons-react";
import { Icon } from "../../../ui/Icon";
import { adding } from "../edit/gesture";
import { usePerform, useRecord } from "./OpenRecord";

type Props = {
  to: string; // "Contingencies"
  place: Place;
  private?: boolean;
  item?: () => Record<string, unknown>; // what a new one begins with
  edit?: string; // the cell that is edited at once
};

/** Adds an item to a list, and goes on to fill it in. */
export function AddButton({ to, place, private: hidden = false, item, edit }: Props) {
  const perform = usePerform();
  const { editing } = useRecord();
  const add = () => {
    const id = crypto.randomUUID();
    perform(adding({ label: to, private: hidden, place }, { ...item?.(), id }));
    if (edit) editing.set(`${hidden ? "/private" : ""}/${[...place, id, edit].join("/")}`);
  };
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<Icon of={IconPlus} />}
      aria-label={`Add to ${to.toLowerCase()}`}
      onClick={add}
    >
      Add
    </Button>
  );
}
