import { Button, Group } from "@mantine/core";
import { type Notice, sentence } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { editedText } from "@roomkey/client/values";
import { type Placed, pointerOf } from "../layout/place";
import { becameMeanwhile } from "./meanwhile";
import { useRecord } from "./OpenRecord";
import { readTyped } from "./readTyped";
import styles from "./record.module.css";
import { useTyped } from "./useTyped";
import { useZone } from "./useZone";

type Props = {
  at: Placed;
  documentId: string;
  value: unknown;
  notice?: Notice;
  onCorrect: () => void;
  onDiscard: () => void; // this goes, with the focus in it
};

/** What was typed and is not in the record: why, and what to do with it, until it is corrected or discarded. */
export function FieldNotice({ at, documentId, value, notice, onCorrect, onDiscard }: Props) {
  const { client } = useSession();
  const record = useRecord();
  const pointer = pointerOf(at);
  const [typed, setTyped] = useTyped(documentId, pointer);
  const lost = notice && asTyped(at, notice.typed);
  const read = typed && readTyped(record, at, typed.text);
  const text = typed?.text ?? lost ?? "";
  const now = editedText(at.field, value, useZone());
  const meanwhile = Array.isArray(value) ? undefined : becameMeanwhile(typed, now);
  const why = typed ? (read && !read.ok ? read.problem : "Not saved yet.") : sentence(notice?.message ?? "");
  const correct = () => {
    if (!typed && lost) setTyped({ text: lost, base: now });
    if (notice) client.documents.notices.dismiss(documentId, pointer);
    onCorrect();
  };
  const discard = () => {
    setTyped(undefined);
    if (notice) client.documents.notices.dismiss(documentId, pointer);
    onDiscard();
  };
  return (
    <span className={styles.notice}>
      <span>
        {why}{" "}
        {text && (
          <>
            You typed <strong>{text}</strong>.{" "}
          </>
        )}
        {meanwhile !== undefined && <>Meanwhile it became {meanwhile || "empty"}.</>}
      </span>
      <Group gap={6}>
        <Button size="compact-xs" onClick={correct}>
          Correct it
        </Button>
        <Button size="compact-xs" variant="default" onClick={discard}>
          Discard mine
        </Button>
      </Group>
    </span>
  );
}

/** A refused value as it is typed: the server's refusal has cents. */
function asTyped({ field }: Placed, lost: string): string {
  const cents = field.kind === "money" && lost !== "" && Number.isFinite(Number(lost));
  return cents ? editedText(field, Number(lost)) : lost;
}
