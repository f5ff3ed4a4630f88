import { show } from "@roomkey/client";
import { editedText } from "@roomkey/client/values";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { afterPress } from "../../../ui/afterPress";
import { pointerOf } from "../layout/place";
import { useSources } from "../layout/useSources";
import { DayChoice } from "./DayChoice";
import type { End, InputProps } from "./inputProps";
import { becameMeanwhile } from "./meanwhile";
import { OfferedInput } from "./OfferedInput";
import { useRecord } from "./OpenRecord";
import { readTyped } from "./readTyped";
import styles from "./record.module.css";
import { useAnnounceEditing } from "./useAnnounceEditing";
import { useTyped } from "./useTyped";
import { useWrite } from "./useWrite";
import { useZone } from "./useZone";

/** What can be typed, where it isn't plain. */
function placeholderOf({ kind, format }: InputProps["at"]["field"]): string | undefined {
  if (kind === "date") return "12/4, in 30 days";
  return format === "rrule" ? "every Tuesday, until June 30" : undefined;
}

/** A value that is typed; a day may be chosen too. What was understood of it stands below it, before it is written. */
export function TypedInput({ at, half, value, aria, onEnd }: InputProps) {
  const record = useRecord();
  const { field } = at;
  const zone = useZone();
  const kept = editedText(field, value, zone);
  const [typed, setTyped] = useTyped(half.documentId, pointerOf(at));
  const [tried, setTried] = useState(false);
  const [choosing, setChoosing] = useState(false); // a day from a month
  const write = useWrite(at, half);
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const id = useId();
  const offered = useSources(field.name);
  const isDated = field.kind === "date" || field.kind === "time";
  const text = typed?.text ?? kept;
  const changed = typed !== undefined && typed.text.trim() !== kept;
  const read = readTyped(record, at, text);
  useAnnounceEditing(at);

  useEffect(() => input.current?.select(), []);

  const end = (how: End) => {
    over.current = true;
    onEnd(how);
  };
  const type = (text: string) => !over.current && setTyped({ text, base: typed?.base ?? kept });
  const commit = (how: End) => {
    if (changed && !read.ok) {
      setTried(true);
      if (how === "stay") return; // what is wrong has been said; the typing goes on
      afterPress(() => end(how)); // it is said below the field then, which moves what is below
      return;
    }
    if (changed && read.ok) write(read.value);
    else setTyped(undefined);
    end(how);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") commit("stay");
    else if (event.key === "ArrowDown" && isDated) setChoosing(true);
    else if (event.key === "Escape") {
      event.stopPropagation();
      setTyped(undefined);
      end("stay");
    } else if (event.key === "Tab") {
      event.preventDefault();
      commit(event.shiftKey ? "previous" : "next");
    } else return;
    if (event.key === "ArrowDown") event.preventDefault();
  };

  const back = () => {
    setChoosing(false);
    input.current?.focus();
  };
  const choose = (text: string) => {
    const chosen = readTyped(record, at, text);
    if (chosen.ok && field.kind !== "time") {
      write(chosen.value);
      return end("stay");
    }
    type(text);
    setTried(field.kind !== "time");
    back(); // to the time of day, or to what is wrong
  };

  const meanwhile = becameMeanwhile(typed, kept);
  const box = {
    ...aria,
    "aria-describedby": `${id} ${aria["aria-describedby"] ?? ""}`.trim(),
    "aria-invalid": (tried && !read.ok) || undefined,
    ref: input,
    autoFocus: true, // a click made the value an input
    autoComplete: "off",
    value: text,
    onKeyDown,
    onBlur: () => void (!over.current && !choosing && commit("left")),
  };
  const plain = (
    <input
      {...box}
      inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
      placeholder={placeholderOf(field)}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
  const day = {
    value: changed && read.ok ? read.value : value,
    opened: choosing,
    onOpen: () => setChoosing(true),
    onChoose: choose,
    onClose: (how: "escape" | "outside") => {
      if (how === "escape") return back();
      setChoosing(false);
      commit("left");
    },
  };
  const said = read.ok ? !offered && (read.shown || "No value") : read.problem;
  return (
    <>
      {offered ? (
        <OfferedInput {...box} offered={offered} all={!changed} onType={type} onChoose={choose} />
      ) : isDated ? (
        <DayChoice at={at} {...day}>
          {plain}
        </DayChoice>
      ) : (
        plain
      )}
      <output id={id} className={tried && !read.ok ? `${styles.understood} ${styles.wrong}` : styles.understood}>
        {changed && said}
        {meanwhile !== undefined && <span>Meanwhile it became {show(meanwhile) || "empty"}.</span>}
      </output>
    </>
  );
}
