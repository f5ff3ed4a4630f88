import { ActionIcon, Tooltip } from "@mantine/core";
import { useObservable } from "@roomkey/client/react";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { Icon } from "../../../ui/Icon";
import { useShortcuts } from "../../../ui/useShortcuts";
import { placeIn, walk } from "../../../ui/walk";
import { useRecord } from "./OpenRecord";
import styles from "./record.module.css";

/** Where the record is in the list that it was opened from, and the way to those beside it. */
export function WalkOn() {
  const { type, id } = useRecord();
  const list = useObservable(walk);
  const navigate = useNavigate();
  const at = placeIn(list, type.plural, id);
  const go = (to: string | undefined) => {
    if (to) void navigate({ to: "/$plural/$id", params: { plural: type.plural, id: to }, replace: true });
  };
  useShortcuts(
    at
      ? [
          { keys: "j", label: "Next record of the list", group: "This record", run: () => go(at.after) },
          { keys: "k", label: "Previous record of the list", group: "This record", run: () => go(at.before) },
        ]
      : [],
  );
  if (!at || !list) return null;
  return (
    <span className={styles.walk}>
      <span aria-hidden="true">/</span>
      <Link to="/$plural" params={{ plural: type.plural }} search={list.search}>
        {list.name}
      </Link>
      <span>
        {at.place.toLocaleString("en-US")} of {at.of.toLocaleString("en-US")}
      </span>
      <Step label="Previous record" keys="K" icon={IconChevronUp} to={at.before} onGo={go} />
      <Step label="Next record" keys="J" icon={IconChevronDown} to={at.after} onGo={go} />
    </span>
  );
}

type StepProps = {
  label: string;
  keys: string;
  icon: typeof IconChevronUp;
  to: string | undefined;
  onGo: (to: string | undefined) => void;
};

function Step({ label, keys, icon, to, onGo }: StepProps) {
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} disabled={!to} onClick={() => onGo(to)}>
        <Icon of={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
