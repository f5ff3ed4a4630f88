import { shapeOf } from "@roomkey/client";
import { EntriesEditor } from "./EntriesEditor";
import type { EditorProps } from "./editor";
import { MapEditor } from "./MapEditor";
import { RefEditor } from "./RefEditor";
import { ScalarEditor } from "./ScalarEditor";
import { ValuesEditor } from "./ValuesEditor";

/** One field of a record, as its kind is edited. */
export function FieldEditor(props: EditorProps) {
  const readOnly = props.readOnly || props.field.server === true;
  switch (shapeOf(props.field)) {
    case "ref":
      return <RefEditor {...props} readOnly={readOnly} />;
    case "values":
      return <ValuesEditor {...props} readOnly={readOnly} />;
    case "map":
      return <MapEditor {...props} readOnly={readOnly} Editor={FieldEditor} />;
    case "entries":
      return <EntriesEditor {...props} readOnly={readOnly} Editor={FieldEditor} />;
  }
  return <ScalarEditor {...props} readOnly={readOnly} />;
}
