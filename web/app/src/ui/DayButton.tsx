import { ActionIcon, Popover } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { Icon } from "./Icon";

const DayGrid = lazy(() => import("./DayGrid").then((module) => ({ default: module.DayGrid })));

type Props = {
  label: string; // of the input that it stands beside
  value?: string; // YYYY-MM-DD
  today: string;
  opened: boolean;
  onOpen: () => void;
  onPick: (day: string) => void;
  onClose: (how: "escape" | "outside") => void;
};

/** A button beside an input in which a day is typed, which opens a month to choose it from. */
export function DayButton({ label, value, today, opened, onOpen, onPick, onClose }: Props) {
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && onClose("outside")}
      closeOnEscape={false}
      position="bottom-end"
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          tabIndex={-1} // the input's arrow down does the same
          aria-label={`Choose a day for ${label}`}
          onMouseDown={(event) => event.preventDefault()} // what is typed stays under way
          onClick={() => (opened ? onClose("escape") : onOpen())}
        >
          <Icon of={IconCalendar} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        p={8}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onClose("escape");
        }}
      >
        <Suspense>
          <DayGrid value={value} today={today} onPick={onPick} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
