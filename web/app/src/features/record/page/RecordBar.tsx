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
import { useDoc, useRecord } from "./OpenRecord";
import { useHere } from "./others";
import styles from "./record.module.css";
import { SaveState } from "./SaveState";
import { titleText } from "./titleText";
import { WalkOn } from "./WalkOn";

/**
 * The bar of a record's page: the way back, the title while it is out of view below, how its edits are saved, who is
 * here, what can be done.
 */
export function RecordBar({ named, actions }: { named: boolean; actions?: ReactNode }) {
  const { type, id, shared, readOnly } = useRecord();
  const { client } = useSession();
  const names = useNames();
  const back = useObservable(walk);
  const title = useDoc(shared, (doc) => (named ? titleText(type, doc) : ""));
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
              multiline
              maw={260}
              events={{ hover: true, focus: true, touch: true }}
              label={
                client.user.role === "viewer"
                  ? "You are a viewer: you can read records, not change them. A broker can give you another role."
                  : "Only its owner, their team and brokers can change it."
              }
            >
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: why it is so has to be reached without a pointer */}
              <span tabIndex={0}>
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
      {title && (
        <span className={styles.named} aria-hidden="true">
          {title}
        </span>
      )}
    </CommandBar>
  );
}
