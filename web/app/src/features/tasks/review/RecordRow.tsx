import { Anchor, Checkbox } from "@mantine/core";
import { titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../../ui/Icon";
import { Tick } from "../../../ui/Tick";
import { toneClass } from "../../../ui/tone";
import { Decide } from "./Decide";
import type { GridProps } from "./grid";
import type { RecordLine } from "./lines";
import { proposedFields } from "./review";
import styles from "./review.module.css";

/** What names a proposal's record: the record itself where it is there, else what is proposed for it. */
export function useTitle({ proposal }: Pick<RecordLine, "proposal">) {
  const { client, schema } = useSession();
  const row = useObservable(client.rows.all, (rows) => rows.get(proposal.record));
  const type = schema.types.find(({ name }) => name === proposal.type);
  const title = type ? titleOf(type, row?.fields ?? proposedFields(proposal)) : proposal.type;
  return { type, title, there: row !== undefined };
}

/** The record that the changes below it are of. */
export function RecordRow({ line, chosen, reasons, readOnly, ...on }: GridProps & { line: RecordLine }) {
  const { type, title, there } = useTitle(line);
  const { keys, proposal } = line;
  const picked = keys.filter((key) => chosen.has(key)).length;
  const choosable = keys.length > 0 && !readOnly;
  const why = reasons.records.get(proposal.record);
  return (
    <>
      <span role="gridcell" className={styles.box}>
        {choosable && (
          <Tick>
            <Checkbox
              size="xs"
              aria-label={`All of ${title}`}
              checked={picked === keys.length}
              indeterminate={picked > 0 && picked < keys.length}
              onChange={(event) => on.onMark(keys, event.currentTarget.checked)}
            />
          </Tick>
        )}
      </span>
      <span role="rowheader" className={styles.title}>
        <span className={toneClass(proposal.new ? "green" : "amber")}>
          <Icon of={proposal.new ? IconPlus : IconPencil} />
        </span>
        <span>
          {proposal.new ? `New ${type?.label.toLowerCase() ?? "record"}, ` : type && `${type.label}, `}
          {there && type ? (
            <Anchor
              inherit
              underline="always"
              renderRoot={(props) => (
                <Link to="/$plural/$id" params={{ plural: type.plural, id: proposal.record }} {...props} />
              )}
            >
              {title}
            </Anchor>
          ) : (
            title
          )}
          {why && <span className={styles.why}>{why}</span>}
        </span>
      </span>
      <Decide name={`all of ${title}`} line={line} shown={choosable} onAccept={on.onAccept} onReject={on.onReject} />
    </>
  );
}
