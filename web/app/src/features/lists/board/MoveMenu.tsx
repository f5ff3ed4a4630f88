import { ActionIcon, Menu } from "@mantine/core";
import { type Field, optionLabel, type RecordType, type Row, show } from "@roomkey/client";
import { IconArrowRight } from "@tabler/icons-react";
import { legalMoves } from "../../../trade/moves";
import { Icon } from "../../../ui/Icon";
import { Status } from "../../../ui/StatusGlyph";
import styles from "./board.module.css";

type Props = {
  type: RecordType;
  field: Field; // the status
  row: Row;
  title: string;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onMove: (row: Row, to: string) => void;
};

/** Moves a card without dragging: only to statuses that may follow. */
export function MoveMenu({ type, field, row, title, opened, onOpened, onMove }: Props) {
  const from = show(row.fields[field.name]);
  const moves = legalMoves(field, from);
  if (moves.length === 0) return null;
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      opened={opened}
      onChange={onOpened}
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size={24}
          tabIndex={-1}
          aria-label={`Move ${title}`}
          className={styles.mover}
          data-opened={opened || undefined}
        >
          <Icon of={IconArrowRight} size="inline" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Label>Move to</Menu.Label>
        {moves.map((to) => (
          <Menu.Item key={to} onClick={() => onMove(row, to)}>
            <Status type={type.name} value={to} label={optionLabel(field, to)} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
