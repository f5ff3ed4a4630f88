import { Fieldset } from "@mantine/core";
import { Cells } from "./Cells";
import type { EditorProps } from "./editor";

/** A map: its fields, each written by itself. */
export function MapEditor(props: EditorProps) {
  const { label } = props.field;
  return (
    <Fieldset className="form" legend={label} p="sm">
      <Cells {...props} within={label} />
    </Fieldset>
  );
}
