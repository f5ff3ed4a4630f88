import { show } from "@roomkey/client";
import { editedText } from "@roomkey/client/values";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { afterPress } from "../../../ui/afterPress";
import { pointerOf } from "../layout/place";
import type { End, InputProps } from "./inputProps";
import { becameMeanwhile } from "./meanwhile";
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

/** A value that is typed. What was understood of it stands below it, before it is written. */
export function TypedInput({ at, half, value, aria, onEnd }: InputProps) {
  const record = useRecord();
  const { field } = at;
  const zone = useZone();
  const kept = editedText(field, value, zone);
  const [typed, setTyped] = useTyped(half.documentId, pointerOf(at));
  const [tried, setTried] = useState(false);
  const write = useWrite(at, half);
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const id = useId();
  const text = typed?.text ?? kept;
  const changed = typed !== undefined && typed.text.trim() !== kept;
  const read = readTyped(record, at, text);
  useAnnounceEditing(at);

  useEffect(() => input.current?.select(), []);

  const end = (how: End) => {
    over.current = true;
    onEnd(how);
  };
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
    else if (event.key === "Escape") {
      event.stopPropagation();
      setTyped(undefined);
      end("stay");
    } else if (event.key === "Tab") {
      event.preventDefault();
      commit(event.shiftKey ? "previous" : "next");
    }
  };

  const meanwhile = becameMeanwhile(typed, kept);
  return (
    <>
      <input
        {...aria}
        aria-describedby={`${id} ${aria["aria-describedby"] ?? ""}`.trim()}
        aria-invalid={(tried && !read.ok) || undefined}
        ref={input}
        // biome-ignore lint/a11y/noAutofocus: a click made the value an input
        autoFocus
        autoComplete="off"
        inputMode={field.kind === "money" || field.kind === "number" ? "decimal" : undefined}
        value={text}
        placeholder={placeholderOf(field)}
        onChange={(event) => setTyped({ text: event.currentTarget.value, base: typed?.base ?? kept })}
        onKeyDown={onKeyDown}
        onBlur={() => !over.current && commit("left")}
      />
      <output id={id} className={tried && !read.ok ? `${styles.understood} ${styles.wrong}` : styles.understood}>
        {changed && (read.ok ? read.shown || "No value" : read.problem)}
        {meanwhile !== undefined && <span>Meanwhile it became {show(meanwhile) || "empty"}.</span>}
      </output>
    </>
  );
}
