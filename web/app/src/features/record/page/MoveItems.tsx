import { Menu } from "@mantine/core";
import type { Step } from "../../../trade/moves";
import { StatusGlyph } from "../../../ui/StatusGlyph";
import { statusLook } from "../../../ui/status";

type Props = { type: string; moves: readonly Step[]; onMove: (step: Step) => void };

/** What a menu of moves offers, the usual way first. */
export function MoveItems({ type, moves, onMove }: Props) {
  return moves.map((step) => (
    <Menu.Item
      key={step.value}
      leftSection={<StatusGlyph look={statusLook(type, step.value)} />}
      onClick={() => onMove(step)}
    >
      {step.label}
    </Menu.Item>
  ));
}
