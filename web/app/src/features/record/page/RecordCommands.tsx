import { show } from "@roomkey/client";
import { IconArrowRight, IconProgressCheck } from "@tabler/icons-react";
import { offeredMoves, stepsFrom } from "../../../trade/moves";
import { useCommands } from "../../../ui/commands";
import { useDoc, useRecord } from "./OpenRecord";
import { titleText } from "./titleText";
import { useMoving } from "./useMoving";

/** The legal moves of the record, in the palette. */
export function RecordCommands() {
  const { type, shared, readOnly } = useRecord();
  const title = useDoc(shared, (doc) => titleText(type, doc));
  const status = useDoc(shared, (doc) => show(doc?.[type.status]));
  const { choose, question } = useMoving();
  const steps = stepsFrom(type, status);
  useCommands(
    `On ${title}`,
    steps && !readOnly
      ? offeredMoves(steps).map((step, index) => ({
          label: `Move to ${step.label}`,
          icon: index === 0 ? IconProgressCheck : IconArrowRight,
          keys: index === 0 ? "m" : undefined,
          run: () => choose(step),
        }))
      : [],
  );
  return question;
}
