import { Button } from "@mantine/core";
import { titleOf } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useMemo, useState } from "react";
import { Section } from "../../../ui/Section";
import { inCommon, likelyDuplicates } from "../create/duplicates";
import { useRecord } from "../page/OpenRecord";
import styles from "../page/record.module.css";
import { CompareDialog } from "./CompareDialog";

/** Records that may be the same as this one, to be compared with it. */
export function PossibleDuplicates() {
  const { type, id } = useRecord();
  const { client } = useSession();
  const [compared, setCompared] = useState<string>();
  const fields = useObservable(client.rows.all, (rows) => rows.get(id)?.fields);
  // It looks at every record, so it does so when this one changes, and not with each change of any other.
  const found = useMemo(() => {
    const rows = client.rows.all.get().values();
    return fields ? likelyDuplicates(type, fields, rows, id).filter(({ archivedAt }) => !archivedAt) : [];
  }, [client, type, id, fields]);
  if (found.length === 0) return null;
  return (
    <Section small title="May be the same">
      <ul aria-label="May be the same" className={styles.railRows}>
        {found.map((row) => {
          const title = titleOf(type, row.fields);
          return (
            <li key={row.id} className={styles.party}>
              <span>
                {title} <span className={styles.faint}>{inCommon(type.name, fields ?? {}, row.fields)}</span>
              </span>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Compare with ${title}`}
                onClick={() => setCompared(row.id)}
              >
                Compare
              </Button>
            </li>
          );
        })}
      </ul>
      {compared && <CompareDialog other={compared} onClose={() => setCompared(undefined)} />}
    </Section>
  );
}
