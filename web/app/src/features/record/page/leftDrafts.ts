import { type Draft, type Field, type RecordType, stepsOf, valueAt } from "@roomkey/client";

/** The drafts whose note, or whose item of a list, the document has no more: nothing on the page shows them. */
export function leftDrafts(type: RecordType, doc: unknown, drafts: Draft[]): Draft[] {
  return drafts.filter(({ pointer }) => !isThere(type, doc, stepsOf(pointer).steps));
}

/** Whether a document has each item that a path leads through. */
function isThere(type: RecordType, doc: unknown, steps: string[]): boolean {
  let field: Field | undefined;
  let fields: Field[] | undefined = type.fields;
  for (const [index, step] of steps.entries()) {
    if (field?.kind === "list") {
      if (step !== "-" && valueAt(doc, steps.slice(0, index + 1)) === undefined) return false;
      field = field.item;
    } else field = fields?.find(({ name }) => name === step);
    fields = field?.fields;
  }
  return true;
}
