import type { DocHandle } from "@automerge/automerge-repo/slim";
import { Input } from "@mantine/core";
import type { RecordDocument } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { type OpenText, openText, type Shown } from "@roomkey/client/text";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Carets } from "./Carets";
import "./text.css";

/** A text holds so many characters. */
const maxCharacters = 100_000;

type Props = {
  label: string;
  /** Shown to screen readers alone, where a heading says it already. */
  labelHidden?: boolean;
  handle: DocHandle<RecordDocument>;
  /** The field's name at the document's root. */
  field: string;
  /** The record's id. */
  record: string;
  readOnly?: boolean;
  placeholder?: string;
  description?: ReactNode;
  /** The text is being edited, or is left. */
  onEditing?: (editing: boolean) => void;
};

/** A text that several people write at once: each letter merges, and everybody sees where the others are. */
export function TextEditor(props: Props) {
  return <Editor key={`${props.handle.documentId}/${props.field}`} {...props} />;
}

function Editor({ label, labelHidden, handle, field, record, readOnly, placeholder, description, onEditing }: Props) {
  const { client } = useSession();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = useRef<OpenText>(undefined);
  const [open, setOpen] = useState<OpenText>();
  const [error, setError] = useState<string>();

  const show = (shown: Shown | undefined) => {
    const there = area.current;
    if (!there || !shown) return;
    const { scrollTop } = there;
    there.value = shown.value;
    if (document.activeElement === there) there.setSelectionRange(shown.start, shown.end);
    there.scrollTop = scrollTop;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: show reads refs alone
  useLayoutEffect(() => {
    const opened = openText(client.documents, handle, field, () =>
      show(opened.binding.pull(selectionOf(area.current))),
    );
    text.current = opened;
    setOpen(opened);
    if (area.current) area.current.value = opened.binding.value;
    return opened.close;
  }, [client, handle, field]);

  const tell = () => {
    const there = area.current;
    if (!readOnly && there && document.activeElement === there) text.current?.carets.tell(selectionOf(there));
  };

  // React tells of neither: both come before the text area has changed, and can be kept from changing it.
  useEffect(() => {
    const there = area.current;
    if (!there) return;
    const before = (event: InputEvent) => {
      if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
        event.preventDefault();
        show(event.inputType === "historyUndo" ? text.current?.binding.undo() : text.current?.binding.redo());
        return;
      }
      const put = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
      const left = there.value.length - (there.selectionEnd - there.selectionStart);
      if (put.length > 0 && left + put.length > maxCharacters) {
        event.preventDefault();
        const characters = (left + put.length).toLocaleString("en-US");
        setError(`This text holds at most 100,000 characters, and would have ${characters}. Nothing was put in.`);
      }
    };
    there.addEventListener("beforeinput", before);
    document.addEventListener("selectionchange", tell);
    return () => {
      there.removeEventListener("beforeinput", before);
      document.removeEventListener("selectionchange", tell);
    };
  });

  const input = () => {
    const there = area.current;
    if (!there || !text.current) return;
    setError(undefined);
    show(text.current.binding.input(there.value, there.selectionEnd));
    tell();
  };

  const compose = (composing: boolean) => {
    if (!text.current) return;
    text.current.binding.composing = composing;
    if (!composing) {
      input();
      show(text.current.binding.pull(selectionOf(area.current)));
    }
  };

  return (
    <Input.Wrapper
      id={id}
      label={labelHidden ? undefined : label}
      description={description}
      error={error}
      className="rk-text"
    >
      <div className="rk-text-frame">
        <textarea
          ref={area}
          id={id}
          aria-label={labelHidden ? label : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          aria-invalid={error ? true : undefined}
          className="rk-text-area"
          dir="auto"
          readOnly={readOnly}
          placeholder={placeholder}
          rows={2}
          spellCheck
          onInput={input}
          onCompositionStart={() => compose(true)}
          onCompositionEnd={() => compose(false)}
          onFocus={() => onEditing?.(true)}
          onBlur={() => {
            text.current?.carets.tell(undefined);
            onEditing?.(false);
          }}
          onKeyDown={(event) => {
            const key = event.key.toLowerCase();
            if (!(event.metaKey || event.ctrlKey) || event.altKey || (key !== "z" && key !== "y")) return;
            event.preventDefault();
            event.stopPropagation(); // the page's own undo is for what is outside
            const redo = key === "y" || event.shiftKey;
            show(redo ? text.current?.binding.redo() : text.current?.binding.undo());
          }}
        />
        {open && <Carets carets={open.carets} record={record} area={area} />}
      </div>
    </Input.Wrapper>
  );
}

function selectionOf(area: HTMLTextAreaElement | null): { start: number; end: number } {
  return { start: area?.selectionStart ?? 0, end: area?.selectionEnd ?? 0 };
}
