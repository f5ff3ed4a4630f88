import { Menu, TextInput } from "@mantine/core";
import { optionLabel, type RecordType, type Row, valuesOf } from "@roomkey/client";
import { useOwners } from "@roomkey/client/react";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Avatar } from "../../../ui/Avatar";
import { Icon } from "../../../ui/Icon";
import { Status } from "../../../ui/StatusGlyph";
import { type Call, type Done, patchAll, tagAll, transferAll } from "./act";
import { commonMoves } from "./moves";

type Props = {
  type: RecordType;
  rows: Row[];
  opened: boolean;
  children: ReactNode; // the button
  onChange: (opened: boolean) => void;
  onAct: (verb: string, act: (call: Call) => Promise<Done>) => void;
};

/** Offers the statuses that all chosen rows may be given. */
export function StatusMenu({ type, rows, opened, children, onChange, onAct }: Props) {
  const field = type.fields.find(({ name }) => name === type.status);
  const moves = field && opened ? commonMoves(field, rows) : [];
  return (
    <Frame opened={opened} button={children} onChange={onChange}>
      {field &&
        moves.map((to) => {
          const label = optionLabel(field, to);
          return (
            <Menu.Item
              key={to}
              onClick={() => onAct(`set to ${label}`, (call) => patchAll(call, type, rows, { [field.name]: to }))}
            >
              <Status type={type.name} value={to} label={label} />
            </Menu.Item>
          );
        })}
      {moves.length === 0 && <Menu.Label>No status can follow all of theirs</Menu.Label>}
    </Frame>
  );
}

/** Offers the people of the brokerage who may own records. */
export function OwnerMenu({ type, rows, opened, children, onChange, onAct }: Props) {
  const people = useOwners();
  return (
    <Frame opened={opened} button={children} onChange={onChange}>
      {people.map(({ id, name }) => (
        <Menu.Item
          key={id}
          leftSection={<Avatar person={{ id, name }} size={20} label="" />}
          onClick={() => onAct(`given to ${name}`, (call) => transferAll(call, type, rows, id))}
        >
          {name}
        </Menu.Item>
      ))}
    </Frame>
  );
}

/** Adds a tag to all chosen rows, or removes one that some of them have. */
export function TagMenu({ type, rows, opened, children, onChange, onAct }: Props) {
  const [typed, setTyped] = useState("");
  const tags = opened ? [...new Set(rows.flatMap((row) => valuesOf(row.fields.tags)))].sort() : [];
  const tag = typed.trim();
  const add = () => {
    if (tag === "") return;
    onAct(`tagged ${tag}`, (call) => tagAll(call, type, rows, tag, true));
    setTyped("");
    onChange(false);
  };
  return (
    <Frame opened={opened} button={children} onChange={onChange}>
      <TextInput
        m={4}
        size="xs"
        data-autofocus
        aria-label="New tag"
        placeholder="New tag"
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      {tag !== "" && (
        <Menu.Item leftSection={<Icon of={IconPlus} />} onClick={add}>
          Add {tag}
        </Menu.Item>
      )}
      {tags.map((one) => (
        <Menu.Item
          key={one}
          leftSection={<Icon of={IconMinus} />}
          onClick={() => onAct(`freed of ${one}`, (call) => tagAll(call, type, rows, one, false))}
        >
          Remove {one}
        </Menu.Item>
      ))}
    </Frame>
  );
}

type FrameProps = { opened: boolean; button: ReactNode; children: ReactNode; onChange: (opened: boolean) => void };

function Frame({ opened, button, children, onChange }: FrameProps) {
  return (
    <Menu position="top" shadow="md" opened={opened} onChange={onChange} trapFocus>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
