import { CloseButton } from "@mantine/core";
import { explain, type RecordType } from "@roomkey/client";
import { useNotices, useSession } from "@roomkey/client/react";
import { IconCloudX } from "@tabler/icons-react";
import { Banner } from "../../../ui/Banner";
import styles from "./record.module.css";

type Props = { type: RecordType; documentId: string; pointers: ReadonlySet<string> };

/** Refused edits that no field on the page tells: of lists, of a record that is lost. */
export function OtherRefusals({ type, documentId, pointers }: Props) {
  const { client } = useSession();
  const others = useNotices(documentId).filter(
    ({ pointer }) => ![...pointers].some((field) => pointer === field || pointer.startsWith(`${field}/`)),
  );
  if (others.length === 0) return null;
  const dismiss = () => {
    for (const { pointer } of others) client.documents.notices.dismiss(documentId, pointer);
  };
  const lines = [...new Set(others.map((refusal) => explain(refusal, type.fields)))];
  return (
    <Banner
      tone="red"
      icon={IconCloudX}
      role="alert"
      title={`Not saved: ${others.length} ${others.length === 1 ? "edit" : "edits"}.`}
      actions={<CloseButton aria-label="Dismiss" onClick={dismiss} />}
    >
      <ul className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Banner>
  );
}
