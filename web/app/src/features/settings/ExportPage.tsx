import { Button, Checkbox } from "@mantine/core";
import { apiResponse } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { saveBlob } from "../../ui/save";
import { useAction } from "../../ui/useAction";
import styles from "./SettingsPage.module.css";

/** Each module as a CSV file, as the server has it: all that the user may read. */
export default function ExportPage() {
  const { schema, client } = useSession();
  const [mark, setMark] = useState(true);
  const [archived, setArchived] = useState(true);
  const [saving, setSaving] = useState<string>();
  const { failure, run } = useAction();
  const save = async (plural: string) => {
    setSaving(plural);
    await run(async () => {
      const query = new URLSearchParams({ bom: mark ? "1" : "0", archived: archived ? "1" : "0" });
      const response = await apiResponse("GET", `/export/${plural}.csv?${query}`);
      saveBlob(await response.blob(), `${plural}.csv`);
    });
    setSaving(undefined);
  };
  return (
    <Section title="Export">
      <p className={styles.muted}>
        Every record that you may read, as CSV. Private fields stand in the rows of records whose private part you may
        read{client.user.role === "broker" ? "" : ", which are your own"}. Importing such a file again changes nothing.
      </p>
      <FailureNote of={failure} />
      <div className={styles.choices}>
        <Checkbox
          label="For spreadsheets"
          description="With a byte order mark, by which Excel knows UTF-8"
          checked={mark}
          onChange={(event) => setMark(event.currentTarget.checked)}
        />
        <Checkbox
          label="Archived records too"
          checked={archived}
          onChange={(event) => setArchived(event.currentTarget.checked)}
        />
      </div>
      <ul className={styles.rows}>
        {schema.types.map(({ plural, labels }) => (
          <li key={plural}>
            <span className={styles.grow}>
              <b>{labels}</b>
              <small>{plural}.csv</small>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              loading={saving === plural}
              leftSection={<Icon of={IconDownload} />}
              aria-label={`Export ${labels.toLowerCase()}`}
              onClick={() => void save(plural)}
            >
              Export
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
