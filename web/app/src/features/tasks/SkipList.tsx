import { Alert, List } from "@mantine/core";
import type { ShownTask, Skip, TaskPlace } from "@roomkey/client";
import { fieldAt, titleOf } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { proposedFields } from "./review";

type Props = { title: string; skips: (Skip | TaskPlace)[]; task: ShownTask; colour?: string };

/** The number of places that are listed one by one. */
const listed = 50;

/** Places in records, each with the reason if there is one. */
export function SkipList({ title, skips, task, colour = "yellow" }: Props) {
  const { schema } = useSession();
  const nameOf = useNaming();
  if (skips.length === 0) return null;
  const line = (skip: Skip | TaskPlace) => {
    const proposal = task.proposals.find(({ record }) => record === skip.record);
    const type = schema.types.find(({ name }) => name === proposal?.type);
    const name = nameOf(skip.record) ?? (proposal && type ? titleOf(type, proposedFields(proposal)) : "A record");
    const field = skip.pointer ? ` · ${fieldAt(type, skip.pointer).label}` : "";
    return `${name}${field}${"reason" in skip ? `: ${skip.reason}` : ""}`;
  };
  return (
    <Alert color={colour} role="status" mt="sm" title={`${title}: ${skips.length}`}>
      <List size="sm" listStyleType="none" style={{ overflowWrap: "anywhere" }}>
        {skips.slice(0, listed).map((skip) => (
          <List.Item key={`${skip.record} ${skip.pointer}`}>{line(skip)}</List.Item>
        ))}
        {skips.length > listed && <List.Item>and {skips.length - listed} more</List.Item>}
      </List>
    </Alert>
  );
}
