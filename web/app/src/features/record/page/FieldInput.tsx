import { shapeOf } from "@roomkey/client";
import { ChoiceInput } from "./ChoiceInput";
import type { InputProps } from "./inputProps";
import { RefInput } from "./RefInput";
import { TypedInput } from "./TypedInput";
import { ValuesInput } from "./ValuesInput";

/** The input of a field, by its kind. */
export function FieldInput(props: InputProps) {
  const { kind } = props.at.field;
  if (kind === "enum" || kind === "bool") return <ChoiceInput {...props} />;
  switch (shapeOf(props.at.field)) {
    case "ref":
      return <RefInput {...props} />;
    case "values":
      return <ValuesInput {...props} />;
  }
  return <TypedInput {...props} />;
}
