import { Fieldset } from "@mantine/core";
import { Cells } from "./Cells";
import type { FormEditorProps } from "./editor";

/** A map: its fields, each written by itself. */
export function MapEditor(props: FormEditorProps) {
  const { label } = props.field;
  return (
    <Fieldset className="form" legend={label} p="sm">
      <Cells {...props} within={label} />
    </Fieldset>
  );
}
