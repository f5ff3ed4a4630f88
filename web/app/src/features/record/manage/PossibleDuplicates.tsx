import { Button } from "@mantine/core";
import { type Row, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo, useRef, useState } from "react";
import { Section } from "../../../ui/Section";
import { inCommon, withInCommon } from "../create/duplicates";
import { useRecord } from "../page/OpenRecord";
import { RecordLink } from "../page/RecordLink";
import styles from "../page/record.module.css";
import { CompareDialog } from "./CompareDialog";
import { useConvert } from "./useConvert";

/**
 * Records that may be the same as this one, to be compared with it; clients that a lead may be, to be linked; and those
 * of people with another name who have its phone or email, whom it may help to know.
 */
export function PossibleDuplicates() {
  const { type, id } = useRecord();
  const { client } = useSession();
  const fields = useObservable(client.rows.all, (rows) => rows.get(id)?.fields);
  const likely = useRef<readonly string[]>([]); // as they were found last, archived ones too
  const theirs = useObservable(client.rows.all, (rows) =>
    likely.current.map((one) => `${one} ${rows.get(one)?.archivedAt ?? ""}`).join(),
  );
  // It looks at every record, so it does so when this one changes or one of those, and not with each change of others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: theirs says when to look again
  const { same, related } = useMemo(() => {
    const linked = show(fields?.client); // whose it is, is known
    const found = withInCommon(type, fields ?? {}, client.rows.all.get().values(), id);
    likely.current = [...found.same, ...found.related].map((row) => row.id);
    return {
      same: found.same.filter((row) => !row.archivedAt && (row.type === type.name || linked === "")),
      related: found.related.filter((row) => !row.archivedAt && row.id !== linked),
    };
  }, [client, type, id, fields, theirs]);
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
