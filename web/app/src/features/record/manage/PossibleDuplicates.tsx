import { Button } from "@mantine/core";
import { type Row, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect, useMemo, useReducer, useState } from "react";
import { Section } from "../../../ui/Section";
import { type InCommon, inCommon, withInCommon } from "../create/duplicates";
import { useRecord } from "../page/OpenRecord";
import { RecordLink } from "../page/RecordLink";
import styles from "../page/record.module.css";
import { CompareDialog } from "./CompareDialog";
import { useConvert } from "./useConvert";
import { whenOther } from "./whenOther";

/**
 * Records that may be the same as this one, to be compared with it; clients that a lead may be, to be linked; and those
 * of people with another name who have its phone or email, whom it may help to know.
 */
export function PossibleDuplicates() {
  const { type, id } = useRecord();
  const { client } = useSession();
  const fields = useObservable(client.rows.all, (rows) => rows.get(id)?.fields);
  const { same, related } = useInCommon(fields ?? none);
  const common = (row: Row) => inCommon(type.name, fields ?? {}, row);
  return (
    <>
      {same.length > 0 && <MayBeTheSame rows={same} common={common} />}
      {related.length > 0 && (
        <Section small title="May be related">
          <ul aria-label="May be related" className={styles.railRows}>
            {related.map((row) => (
              <li key={row.id} className={styles.party}>
                <span>
                  <RecordLink id={row.id} /> <span className={styles.faint}>{common(row)}, another name</span>
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

const none = {};

/** It looks at every record, so it does so when this one changes or one that it found, and not with each of others. */
function useInCommon(fields: Row["fields"]): InCommon {
  const { type, id } = useRecord();
  const { all } = useSession().client.rows;
  const [times, again] = useReducer((before: number) => before + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: times says when to look again
  const found = useMemo(() => {
    const linked = show(fields.client); // whose it is, is known
    const isWanted = (row: Row, kind: "same" | "related") => {
      if (row.archivedAt || row.id === id) return false;
      return kind === "same" ? row.type === type.name || linked === "" : row.id !== linked;
    };
    return withInCommon(type, fields, all.get().values(), isWanted);
  }, [all, type, id, fields, times]);
  useEffect(
    () =>
      whenOther(
        all,
        found.all.filter((row) => row.id !== id),
        again,
      ),
    [all, found, id],
  );
  return found;
}

function MayBeTheSame({ rows, common }: { rows: Row[]; common: (row: Row) => string }) {
  const { type, readOnly } = useRecord();
  const { schema } = useSession();
  const [compared, setCompared] = useState<string>();
  const { link } = useConvert();
  return (
    <Section small title="May be the same">
      <ul aria-label="May be the same" className={styles.railRows}>
        {rows.map((row) => {
          const its = schema.types.find(({ name }) => name === row.type) ?? type;
          const same = its.name === type.name;
          const title = titleOf(its, row.fields);
          const verb = same ? "Compare" : "Link";
          return (
            <li key={row.id} className={styles.party}>
              <span>
                {same ? title : <RecordLink id={row.id} />}{" "}
                <span className={styles.faint}>
                  {!same && `${its.label}, `}
                  {common(row)}
                </span>
              </span>
              {(same || !readOnly) && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${verb} ${same ? "with" : "to"} ${title}`}
                  onClick={() => (same ? setCompared(row.id) : link(row.id))}
                >
                  {verb}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {compared && <CompareDialog other={compared} onClose={() => setCompared(undefined)} />}
    </Section>
  );
}
