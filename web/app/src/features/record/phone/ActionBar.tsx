import { Button, Menu } from "@mantine/core";
import { show } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconMessage, IconMessagePlus, IconPhone, IconProgressCheck } from "@tabler/icons-react";
import { offeredMoves, stepsFrom } from "../../../trade/moves";
import { Icon } from "../../../ui/Icon";
import { type Reachable, reachableAt } from "../layout/phones";
import { relatedTo } from "../layout/related";
import { MoveItems } from "../page/MoveItems";
import { useDoc, useRecord } from "../page/OpenRecord";
import { useMoving } from "../page/useMoving";
import styles from "./phone.module.css";

/** What is done in one tap: call, text, note, move. */
export function ActionBar({ onNote }: { onNote: () => void }) {
  const { type, shared, readOnly } = useRecord();
  const who = useReachable();
  const status = useDoc(shared, (doc) => show(doc?.[type.status]));
  const steps = stepsFrom(type, status);
  const moves = steps && !readOnly ? offeredMoves(steps) : [];
  const { choose, question } = useMoving();
  const button = { variant: "default", className: styles.action } as const;
  return (
    <div role="toolbar" aria-label="Actions" data-actions className={styles.actions}>
      {who && (
        <>
          <Button
            {...button}
            component="a"
            href={`tel:${who.number}`}
            aria-label={`Call ${who.name}`}
            leftSection={<Icon of={IconPhone} />}
          >
            Call
          </Button>
          <Button
            {...button}
            component="a"
            href={`sms:${who.number}`}
            aria-label={`Text ${who.name}`}
            leftSection={<Icon of={IconMessage} />}
          >
            Text
          </Button>
        </>
      )}
      {!readOnly && (
        <Button {...button} onClick={onNote} leftSection={<Icon of={IconMessagePlus} />}>
          Note
        </Button>
      )}
      {moves.length > 0 && (
        <Menu position="top-end" returnFocus>
          <Menu.Target>
            <Button className={styles.action} leftSection={<Icon of={IconProgressCheck} />}>
              Move
            </Button>
          </Menu.Target>
          <Menu.Dropdown aria-label="Move to">
            <MoveItems type={type.name} moves={moves} onMove={choose} />
          </Menu.Dropdown>
        </Menu>
      )}
      {question}
    </div>
  );
}

/** Who is called about the record. */
function useReachable(): Reachable | undefined {
  const { type, id, shared } = useRecord();
  const { client, schema } = useSession();
  const own = useDoc(shared, (doc) => JSON.stringify(reachableAt(type, doc ?? {}, []) ?? null));
  const linked = useObservable(client.rows.all, (rows) =>
    own === "null" ? JSON.stringify(reachableAt(type, {}, relatedTo(id, rows, schema.types)) ?? null) : "null",
  );
  return (JSON.parse(own) ?? JSON.parse(linked) ?? undefined) as Reachable | undefined;
}
