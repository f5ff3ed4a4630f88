import { Button } from "@mantine/core";
import { useNames, useSession } from "@roomkey/client/react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { KeyHint } from "../../../ui/KeyHint";
import { colleaguesFor, mentionAt, putMention } from "../layout/mentions";
import { becameMeanwhile } from "./meanwhile";
import { useRecord } from "./OpenRecord";
import styles from "./record.module.css";
import { useTyped } from "./useTyped";

/** As long as a note may be, in bytes of UTF-8 (crm.MaxTextBytes). */
const maxBytes = 400_000;

/** For how long after a key somebody counts as typing, in milliseconds. */
const typingTime = 5_000;

type Props = {
  label: string;
  action: string; // of the button: "Post"
  pointer: string; // of the draft
  body?: string; // what there is already
  autoFocus?: boolean;
  onFocus?: () => void;
  onSave: (body: string) => void;
  onCancel?: () => void;
  children?: ReactNode;
};

/** A note that is being written. @ offers colleagues; Ctrl+Enter posts it. */
export function NoteForm(props: Props) {
  const { label, action, pointer, body = "", autoFocus, onFocus, onSave, onCancel, children } = props;
  const { shared } = useRecord();
  const [draft, setDraft] = useTyped(shared.documentId, pointer);
  const area = useRef<HTMLTextAreaElement>(null);
  const text = draft?.text ?? body;
  const meanwhile = becameMeanwhile(draft, body);
  const tooLong = text.length > maxBytes / 3 && new TextEncoder().encode(text).length > maxBytes;
  const mention = useMentions(text, (next) => set(next));
  const tellTyping = useTyping();
  const focus = (shown: HTMLTextAreaElement | null) => {
    area.current = shown;
    if (shown && autoFocus && !shown.dataset.focused) {
      shown.dataset.focused = "yes";
      shown.focus();
    }
  };
  const set = (next: string) => setDraft(next === body ? undefined : { text: next, base: body });
  const use = () => {
    area.current?.focus();
    setDraft(undefined);
  };
  const save = () => {
    if (tooLong || text.trim() === "") return;
    setDraft(undefined);
    onSave(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (mention.onKeyDown(event, area.current)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape" && onCancel) {
      event.stopPropagation();
      setDraft(undefined);
      onCancel();
    }
  };
  return (
    <div className={styles.noteForm}>
      <textarea
        ref={focus}
        aria-label={label}
        aria-autocomplete="list"
        {...mention.aria}
        rows={Math.min(12, Math.max(2, text.split("\n").length))}
        placeholder="Write a note, @ mentions a colleague"
        value={text}
        onChange={(event) => {
          set(event.currentTarget.value);
          tellTyping();
          mention.look(event.currentTarget);
        }}
        onFocus={onFocus}
        onBlur={mention.close}
        onKeyDown={onKeyDown}
      />
      {mention.list(area)}
      {meanwhile !== undefined && <Meanwhile body={meanwhile} onUse={use} />}
      {tooLong && (
        <span role="alert" className={styles.wrong}>
          This is longer than a note may be.
        </span>
      )}
      <div className={styles.noteFoot}>
        <span className={styles.faint}>{children}</span>
        {onCancel && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setDraft(undefined);
              onCancel();
            }}
          >
            Cancel
          </Button>
        )}
        <Button
          size="compact-sm"
          disabled={tooLong || text.trim() === ""}
          onClick={save}
          aria-keyshortcuts="Control+Enter"
          rightSection={<KeyHint keys="mod+enter" plain />}
        >
          {action}
        </Button>
      </div>
    </div>
  );
}

/** What the note became elsewhere since it is being edited here. Saving overwrites it. */
function Meanwhile({ body, onUse }: { body: string; onUse: () => void }) {
  return (
    <div role="status" className={styles.meanwhile}>
      <span className={styles.asTyped}>Meanwhile it became: {body || "empty"}</span>
      <Button size="compact-xs" variant="default" onClick={onUse}>
        Use that
      </Button>
    </div>
  );
}

/** Tells the others that a note is being typed, until a few seconds after the last key. */
function useTyping(): () => void {
  const { id: record } = useRecord();
  const { client } = useSession();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    client.presence.type(undefined);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the form goes
  useEffect(() => stop, []);
  return () => {
    clearTimeout(timer.current);
    client.presence.type({ record, field: "/notes/-" });
    timer.current = setTimeout(stop, typingTime);
  };
}

/** The list of colleagues that an @ opens, and its keys. */
function useMentions(text: string, set: (text: string) => void) {
  const names = useNames();
  const id = useId();
  const [at, setAt] = useState<{ start: number; caret: number; typed: string }>();
  const [active, setActive] = useState(0);
  const found = at
    ? colleaguesFor(
        at.typed,
        [...names].map(([id, name]) => ({ id, name })),
      )
    : [];
  const close = () => setAt(undefined);
  const choose = (index: number, area: HTMLTextAreaElement | null) => {
    const who = found[index];
    if (!at || !who) return;
    const put = putMention(text, at.start, at.caret, who.name);
    flushSync(() => set(put.text)); // the next key may come at once: its letter goes behind the name
    close();
    area?.setSelectionRange(put.caret, put.caret);
  };
  return {
    close,
    look(area: HTMLTextAreaElement) {
      const now = mentionAt(area.value, area.selectionStart);
      setAt(now && { ...now, caret: area.selectionStart });
      setActive(0);
    },
    /** Whether the key was for the list. */
    onKeyDown(event: KeyboardEvent, area: HTMLTextAreaElement | null): boolean {
      if (found.length === 0) return false;
      if (event.key === "ArrowDown") setActive((active + 1) % found.length);
      else if (event.key === "ArrowUp") setActive((active + found.length - 1) % found.length);
      else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(active, area);
      else if (event.key === "Escape") {
        event.stopPropagation();
        close();
      } else return false;
      event.preventDefault();
      return true;
    },
    aria: found.length > 0 ? { "aria-controls": id, "aria-activedescendant": `${id}-${active}` } : {},
    list: (area: { current: HTMLTextAreaElement | null }) =>
      found.length > 0 && (
        <div role="listbox" id={id} aria-label="Colleagues" className={styles.mentions}>
          {found.map((who, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text area has the focus and names the active one
            <div
              key={who.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(index, area.current);
              }}
            >
              {who.name}
            </div>
          ))}
        </div>
      ),
  };
}
