import type { DocHandle } from "@automerge/automerge-repo/slim";
import type { Place } from "../../lib/place";
import type { Field } from "../../lib/schema";
import type { RecordDocument } from "../../sync/documents";

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
