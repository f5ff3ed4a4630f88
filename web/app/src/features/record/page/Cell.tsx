import { show, valueAt } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { memo, type ReactNode, useId, useRef } from "react";
import { isDay, shortDay } from "../../../trade/days";
import { firstName, personClass } from "../../../ui/person";
import { isEmpty, type Placed, pointerOf } from "../layout/place";
import { invitation } from "../layout/words";
import { ConflictMark } from "./Conflict";
import { FieldInput } from "./FieldInput";
import { FieldNotice } from "./FieldNotice";
import type { End } from "./inputProps";
import { editNext } from "./moveOn";
import { mayEdit, useDoc, useIsEdited, useRecord } from "./OpenRecord";
import { useEditorOf } from "./others";
import styles from "./record.module.css";
import { shownValue } from "./shownValue";
import { useTyped } from "./useTyped";
import { useZone } from "./useZone";

type Props = {
  at: Placed;
  of: string; // the item that it is a cell of: "Loan"
  empty?: string;
  said?: ReactNode; // in place of the value's words: "today"
  strong?: boolean;
};

/** One cell of a row: text to read, an input in its place while it is edited. Its name says of which item it is. */
export const Cell = memo(function Cell({ at, of, empty, said, strong = false }: Props) {
  const record = useRecord();
  const { client } = useSession();
  const half = at.private ? record.secret : record.shared;
  const pointer = pointerOf(at);
  const value = useDoc(half, (doc) => valueAt(doc, at.place));
  const editing = useIsEdited(pointer);
  const [typed] = useTyped(half?.documentId ?? "", pointer);
  const person = useEditorOf(pointer);
  const nameOf = useNaming();
  const zone = useZone();
  const cell = useRef<HTMLDivElement>(null);
  const id = useId();
  if (!half) return null;
  const name = of ? `${at.label}, ${of}` : at.label;
  const editable = mayEdit(record, at.private);
  const others = person && person !== client.user.id ? person : undefined;
  const begin = () => record.editing.set(pointer);
  const focusValue = () => setTimeout(() => cell.current?.querySelector("button")?.focus());
  const end = (how: End) => {
    if (record.editing.get() === pointer) record.editing.set(undefined);
    if (how === "next" || how === "previous") editNext(cell.current, how, (next) => record.editing.set(next));
    else if (how === "stay") focusValue();
  };
  const shown = said ?? saidInRow(at, value, record.today) ?? shownValue(at, value, nameOf, editable, zone);
  const text = shown ?? <span className={styles.faint}>{empty ?? (editable ? invitation(at.field) : "–")}</span>;
  return (
    <div
      ref={cell}
      data-field={editable ? pointer : undefined}
      className={[styles.cell, strong && styles.strong, others && `${styles.ringed} ${personClass(others)}`]
        .filter(Boolean)
        .join(" ")}
    >
      <span id={id} hidden>
        {name}
      </span>
      {editing ? (
        <div className={styles.cellInput}>
          <FieldInput at={at} half={half} value={value} aria={{ "aria-labelledby": id }} onEnd={end} />
        </div>
      ) : editable ? (
        <button type="button" aria-labelledby={`${id} ${id}v`} onClick={begin}>
          <span id={`${id}v`}>{text}</span>
        </button>
      ) : (
        <span data-empty={isEmpty(value) || undefined}>{text}</span>
      )}
      {others && <span className={styles.who}>{firstName(nameOf(others) ?? "") || "A colleague"} is editing</span>}
      <ConflictMark at={at} half={half} />
      {typed && editable && !editing && (
        <div role="alert" className={styles.cellNotice}>
          <FieldNotice at={at} documentId={half.documentId} value={value} onCorrect={begin} onDiscard={focusValue} />
        </div>
      )}
    </div>
  );
});

/**
 * A yes or no among other cells has no label beside it, so it says of what it is one: "Preferred". A day of this year
 * is told without it.
 */
function saidInRow({ field, label }: Placed, value: unknown, today: string) {
  if (field.kind === "date" && isDay(show(value))) return shortDay(show(value), today);
  if (field.kind !== "bool" || typeof value !== "boolean") return undefined;
  return value ? label : <span className={styles.faint}>Not {label.toLowerCase()}</span>;
}
