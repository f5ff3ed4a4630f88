import { IconAlertTriangle } from "@tabler/icons-react";
import { Banner } from "./Banner";
import type { Failure } from "./useAction";

/** Says at a form or a list why the last action failed; nothing where none did, or where a field says it. */
export function FailureNote({ of, fields = [] }: { of?: Failure; fields?: readonly string[] }) {
  if (!of || (of.field !== undefined && fields.includes(of.field))) return null;
  return <Banner tone="red" icon={IconAlertTriangle} role="alert" title={of.text} />;
}
