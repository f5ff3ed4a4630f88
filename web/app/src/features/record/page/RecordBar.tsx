import { Box, Tooltip } from "@mantine/core";
import { useNames, useObservable, useSession } from "@roomkey/client/react";
import { IconChevronLeft, IconLock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Faces } from "../../../ui/Avatar";
import { CommandBar } from "../../../ui/CommandBar";
import { Icon } from "../../../ui/Icon";
import { Tag } from "../../../ui/Pill";
import { walk } from "../../../ui/walk";
import { useRecord } from "./OpenRecord";
import { useHere } from "./others";
import { SaveState } from "./SaveState";
import { WalkOn } from "./WalkOn";

/** The bar of a record's page: the way back, how its edits are saved, who is here, what can be done. */
export function RecordBar({ actions }: { actions?: ReactNode }) {
  const { type, id, readOnly } = useRecord();
  const { client } = useSession();
  const names = useNames();
  const back = useObservable(walk);
  const people = useHere(id).map(({ user, editing }) => {
    const name = names.get(user) ?? "";
    return { id: user, name, editing: editing !== undefined, label: `${name || "A colleague"} is here` };
  });
  return (
    <CommandBar
      path={
        <Link to="/$plural" params={{ plural: type.plural }} search={back?.plural === type.plural ? back.search : {}}>
          <Box component="span" hiddenFrom="sm" aria-hidden="true">
            <Icon of={IconChevronLeft} size="large" />
          </Box>
          {type.labels}
        </Link>
      }
      actions={
        <>
          {readOnly ? (
            <Tooltip
              label={client.user.role === "viewer" ? "Viewers change nothing" : "Only its owner and team change it"}
            >
              <span>
                <Tag icon={IconLock}>Read only</Tag>
              </span>
            </Tooltip>
          ) : (
            <SaveState />
          )}
          <Faces people={people} label="Also here" />
          {actions}
        </>
      }
    >
      <WalkOn />
    </CommandBar>
  );
}
