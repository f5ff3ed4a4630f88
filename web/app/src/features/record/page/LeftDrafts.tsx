import { Button } from "@mantine/core";
import { fieldAt } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconTrash } from "@tabler/icons-react";
import { Banner } from "../../../ui/Banner";
import { leftDrafts } from "./leftDrafts";
import { type Half, useDoc, useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { TypedText } from "./TypedText";

/** What was typed into notes and items that were deleted meanwhile, to copy it, until it is discarded. */
export function LeftDrafts() {
  const { shared, secret } = useRecord();
  return (
    <>
      <LeftIn half={shared} />
      {secret && <LeftIn half={secret} />}
    </>
  );
}

function LeftIn({ half }: { half: Half }) {
  const { type } = useRecord();
  const { client } = useSession();
  useObservable(client.drafts.all);
  const drafts = client.drafts.of(half.documentId);
  const gone = useDoc(half, (doc) =>
    doc
      ? leftDrafts(type, doc, drafts)
          .map(({ pointer }) => pointer)
          .join("\n")
      : "",
  );
  const left = drafts.filter(({ pointer }) => gone.split("\n").includes(pointer));
  if (left.length === 0) return null;
  return (
    <Banner tone="red" icon={IconTrash} role="alert" title="Where you typed was deleted meanwhile.">
      <span className={styles.kept}>
        What you typed is kept here:
        {left.map(({ pointer, typed }) => (
          <TypedText key={pointer} label={fieldAt(type, pointer).label} text={typed}>
            <Button
              size="compact-xs"
              variant="default"
              onClick={(event) => {
                event.currentTarget.closest("main")?.focus(); // the button goes
                client.drafts.end(half.documentId, pointer);
              }}
            >
              Discard mine
            </Button>
          </TypedText>
        ))}
      </span>
    </Banner>
  );
}
