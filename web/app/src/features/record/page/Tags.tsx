import { ActionIcon, Button, CloseButton, Popover, TextInput, Tooltip } from "@mantine/core";
import { valuesOf } from "@roomkey/client";
import { IconTagPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Icon } from "../../../ui/Icon";
import { Tag } from "../../../ui/Pill";
import { listing } from "../edit/gesture";
import { useDoc, usePerform, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useTyped } from "./useTyped";

const tags = { label: "Tags", private: false, place: ["tags"] as [string] };

/** The record's tags; who may write it adds and removes them here. */
export function Tags() {
  const { shared, readOnly } = useRecord();
  const perform = usePerform();
  const [opened, setOpened] = useState(false);
  const [draft, setDraft] = useTyped(shared.documentId, "/tags/-");
  const typed = draft?.text ?? "";
  const now = useDoc(shared, (doc) => valuesOf(doc?.tags).join("\n"))
    .split("\n")
    .filter(Boolean);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() && !now.includes(typed.trim())) perform(listing(tags, typed.trim(), true));
    setDraft(undefined);
  };
  return (
    <ul aria-label="Tags" className={styles.tags}>
      {now.map((tag) => (
        <li key={tag}>
          <Tag>
            {tag}
            {!readOnly && (
              <CloseButton
                size={16}
                aria-label={`Remove the tag ${tag}`}
                onClick={() => perform(listing(tags, tag, false))}
              />
            )}
          </Tag>
        </li>
      ))}
      {!readOnly && (
        <li>
          <Popover opened={opened} onChange={setOpened} trapFocus returnFocus>
            <Popover.Target>
              <Tooltip label="Add a tag">
                <ActionIcon size={24} variant="subtle" aria-label="Add a tag" onClick={() => setOpened(!opened)}>
                  <Icon of={IconTagPlus} size="inline" />
                </ActionIcon>
              </Tooltip>
            </Popover.Target>
            <Popover.Dropdown>
              <form onSubmit={add}>
                <TextInput
                  size="xs"
                  label="New tag"
                  maxLength={80}
                  value={typed}
                  onKeyDown={({ key }) => key === "Escape" && setDraft(undefined)}
                  onChange={({ currentTarget: { value } }) => setDraft(value ? { text: value, base: "" } : undefined)}
                />
              </form>
            </Popover.Dropdown>
          </Popover>
        </li>
      )}
      {!readOnly && typed && !opened && (
        <li>
          <Button size="compact-xs" variant="default" onClick={() => setOpened(true)}>
            Not added yet: {typed}
          </Button>
        </li>
      )}
    </ul>
  );
}
