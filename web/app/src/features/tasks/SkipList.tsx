import type { ShownTask, Skip, TaskPlace } from "@roomkey/client";
import { fieldAt, titleOf } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { Banner } from "../../ui/Banner";
import type { Tone } from "../../ui/tone";
import { proposedFields } from "./review/review";
import styles from "./tasks.module.css";

type Props = { title: string; skips: (Skip | TaskPlace)[]; task: ShownTask; tone?: Tone };

/** The number of places that are listed one by one. */
const listed = 50;

/** Places in records, each with the reason if there is one. */
export function SkipList({ title, skips, task, tone = "amber" }: Props) {
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
    <Banner
      tone={tone}
      icon={tone === "green" ? IconCheck : IconAlertTriangle}
      role="status"
      title={`${title}: ${skips.length}`}
    >
      <ul className={styles.skips}>
        {skips.slice(0, listed).map((skip) => (
          <li key={`${skip.record} ${skip.pointer}`}>{line(skip)}</li>
        ))}
        {skips.length > listed && <li>and {skips.length - listed} more</li>}
      </ul>
    </Banner>
  );
}
