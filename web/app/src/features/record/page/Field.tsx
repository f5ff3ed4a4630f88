import { show, valueAt } from "@roomkey/client";
import { useNaming, useNotices, useSession } from "@roomkey/client/react";
import { memo, type ReactNode, useRef } from "react";
import { FieldRow } from "../../../ui/FieldRow";
import { noteOf } from "../layout/notes";
import { isEmpty, type Placed, pointerOf } from "../layout/place";
import { invitation } from "../layout/words";
import { ConflictMark } from "./Conflict";
import { FieldInput } from "./FieldInput";
import { FieldNotice } from "./FieldNotice";
import type { End } from "./inputProps";
import { editNext } from "./moveOn";
import { type Half, mayEdit, useDoc, useIsEdited, useRecord } from "./OpenRecord";
import { useEditorOf, useFlash } from "./others";
import { RecordLink } from "./RecordLink";
import { shownValue } from "./shownValue";
import { useTyped } from "./useTyped";
import { useZone } from "./useZone";

type Props = { at: Placed; lock?: boolean };

/** One field of the record: text to read, an input in its place while it is edited. */
export const Field = memo(function Field({ at, lock = at.private }: Props) {
  const record = useRecord();
  const half = at.private ? record.secret : record.shared;
  return half ? <OpenField at={at} lock={lock} half={half} /> : null;
});

function OpenField({ at, lock, half }: { at: Placed; lock: boolean; half: Half }) {
  const record = useRecord();
  const { client } = useSession();
  const { documentId } = half;
  const pointer = pointerOf(at);
  const value = useDoc(half, (doc) => valueAt(doc, at.place));
  const price = useDoc(record.shared, (doc) => doc?.purchasePrice);
  const editing = useIsEdited(pointer);
  const [typed] = useTyped(documentId, pointer);
  const notice = useNotices(documentId, pointer).at(-1);
  const person = useEditorOf(pointer);
  const flash = useFlash(pointer);
  const nameOf = useNaming();
  const zone = useZone();
  const row = useRef<HTMLDivElement>(null);
  const editable = mayEdit(record, at.private) && !at.field.server && !at.field.derived;

  const begin = () => record.editing.set(pointer);
  const focusValue = () => setTimeout(() => row.current?.querySelector("button")?.focus());
  const end = (how: End) => {
    if (record.editing.get() === pointer) record.editing.set(undefined);
    if (how === "next" || how === "previous") editNext(row.current, how, (next) => record.editing.set(next));
    else if (how === "stay") focusValue();
  };

  const shown = shownValue(at, value, nameOf, editable, zone);
  const linked = editable && at.field.kind === "ref" && at.field.ref !== "user" ? show(value) : "";
  let below: ReactNode;
  if (!editing && (typed || notice)) {
    const then = { onCorrect: begin, onDiscard: focusValue };
    below = <FieldNotice at={at} documentId={documentId} value={value} notice={notice} {...then} />;
  }
  return (
    <div ref={row} data-field={editable ? pointer : undefined}>
      <FieldRow
        label={at.label}
        locked={lock}
        value={shown}
        empty={editable ? invitation(at.field) : "–"}
        note={!isEmpty(value) && noteOf(at.path, at.field.kind, value, { purchasePrice: price }, record.today)}
        onEdit={editable ? begin : undefined}
        input={editing ? (aria) => <FieldInput at={at} half={half} value={value} aria={aria} onEnd={end} /> : undefined}
        person={person && person !== client.user.id ? { id: person, name: nameOf(person) ?? "" } : undefined}
        flash={flash}
        mark={
          <>
            {linked && <RecordLink id={linked} opens />}
            <ConflictMark at={at} half={half} />
          </>
        }
        error={below}
      />
    </div>
  );
}
