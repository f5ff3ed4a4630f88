import { Button, FileButton, Loader, Textarea } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useState } from "react";
import { Icon } from "../../ui/Icon";
import styles from "./import.module.css";
import { isSpreadsheet } from "./preview";

type Props = { busy: boolean; onChoose: (content: Blob, name: string) => Promise<void>; into: ReactNode };

/** The files that an import reads. */
const readable =
  ".csv,.tsv,.txt,.tab,.vcf,.ics,text/csv,text/plain,text/tab-separated-values,text/vcard,text/x-vcard,text/calendar";

/** Where a file is chosen, dropped or pasted. It is read here and by nobody else until it is sent. */
export function FileStep({ busy, onChoose, into }: Props) {
  const [over, setOver] = useState(false);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const choose = (file: File | null) => {
    if (!file) return;
    const sheet = isSpreadsheet(file.name);
    setWrong(sheet ? "This is a spreadsheet or an archive. Save it as CSV, and choose that file." : undefined);
    if (!sheet) void onChoose(file, file.name);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0] ?? null);
  };
  return (
    <div className={styles.choose}>
      {into}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon of={IconTableImport} size="large" />
        <p>
          <b>Drop a file here</b>
          <span>CSV, text with tabs, contacts (.vcf) or a calendar (.ics), from any program, of 8 MB at most</span>
        </p>
        <FileButton onChange={choose} accept={readable}>
          {(props) => (
            <Button {...props} loading={busy}>
              Choose a file
            </Button>
          )}
        </FileButton>
        {wrong && (
          <p role="alert" className={styles.wrong}>
            {wrong}
          </p>
        )}
      </div>
      <Textarea
        label="Or paste a table"
        description="Cells copied from a spreadsheet, with the headings"
        autosize
        minRows={3}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button
          variant="default"
          disabled={text.trim() === "" || busy}
          onClick={() => void onChoose(new Blob([text]), "Pasted table")}
        >
          Use what was pasted
        </Button>
      </div>
      {busy && (
        <p role="status" className={styles.told}>
          <Loader size="xs" /> Reading the file. Nothing is saved yet.
        </p>
      )}
    </div>
  );
}
