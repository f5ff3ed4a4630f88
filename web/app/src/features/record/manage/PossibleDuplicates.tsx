import { Button } from "@mantine/core";
import { type Row, show, titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo, useRef, useState } from "react";
import { Section } from "../../../ui/Section";
import { inCommon, likelyDuplicates } from "../create/duplicates";
import { useRecord } from "../page/OpenRecord";
import { RecordLink } from "../page/RecordLink";
import styles from "../page/record.module.css";
import { CompareDialog } from "./CompareDialog";
import { useConvert } from "./useConvert";

/** Records that may be the same as this one, to be compared with it; and clients that a lead may be, to be linked. */
export function PossibleDuplicates() {
  const { type, id, readOnly } = useRecord();
  const { client, schema } = useSession();
  const [compared, setCompared] = useState<string>();
  const { link } = useConvert();
  const fields = useObservable(client.rows.all, (rows) => rows.get(id)?.fields);
  const likely = useRef<readonly string[]>([]); // as they were found last, archived ones too
  const theirs = useObservable(client.rows.all, (rows) =>
    likely.current.map((one) => `${one} ${rows.get(one)?.archivedAt ?? ""}`).join(),
  );
  // It looks at every record, so it does so when this one changes or one of those, and not with each change of others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: theirs says when to look again
  const found = useMemo(() => {
    const rows = client.rows.all.get().values();
    const linked = show(fields?.client) !== ""; // whose it is, is known
    const isOffered = (row: Row) => !row.archivedAt && (row.type === type.name || !linked);
    const all = fields ? likelyDuplicates(type, fields, rows, id) : [];
    likely.current = all.map((row) => row.id);
    return all.filter(isOffered);
  }, [client, type, id, fields, theirs]);
  if (found.length === 0) return null;
  return (
    <Section small title="May be the same">
      <ul aria-label="May be the same" className={styles.railRows}>
        {found.map((row) => {
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
                  {inCommon(type.name, fields ?? {}, row)}
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
