import type { DocHandle } from "@automerge/automerge-repo/slim";
import type { Field, Place, RecordDocument } from "@roomkey/client";
import type { ComponentType } from "react";

/** What an editor of a field is given. */
export type EditorProps = {
  field: Field;
  place: Place; // of the field's value in the document
  within?: string; // the entry or map that the field is a cell of
  handle: DocHandle<RecordDocument>;
  doc: RecordDocument;
  record: string;
  readOnly: boolean; // this user may not write the record
};

/** What an editor of a form within the form is given besides: the component that edits each of its fields. */
export type FormEditorProps = EditorProps & { Editor: ComponentType<EditorProps> };
