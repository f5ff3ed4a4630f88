import { diff, hasHeads, type Prop } from "@automerge/automerge/slim";
import { type Field, idOf, type RecordDocument, type RecordType, show } from "@roomkey/client";
import { textOf } from "./shownValue";

/** What a change did to a field: its value before and after as words, or what was done in other words. */
export type Told = { label: string; before?: string; after?: string; what?: string };

type Span = { from: string[]; to: string[] };
type NameOf = (id: string) => string | undefined;

/** What a change did to a root field, as far as this device has the states before and after it. */
export function tellChange(
  type: RecordType,
  name: string,
  doc: RecordDocument | undefined,
  span: Span,
  nameOf: NameOf,
): Told {
  const field = type.fields.find((one) => one.name === name);
  const label = field?.label ?? name;
  if (!field || !doc || !hasHeads(doc, span.to) || !hasHeads(doc, span.from)) return { label };
  if (field.kind === "text") return { label, what: "wrote in" };
  const after = valueIn(doc, span.from, span.to, name);
  const before = valueIn(doc, span.to, span.from, name);
  if (field.kind === "list" || field.kind === "map")
    return { label, what: "changed", ...cellOf(field, doc, span, name, nameOf) };
  const words = (value: unknown) => (value === undefined ? "" : textOf(field, value, nameOf));
  return { label, before: words(before), after: words(after) };
}

/** The value that a root field gets on the way from one state to another; undefined where it loses it. */
function valueIn(doc: RecordDocument, from: string[], to: string[], name: string): unknown {
  const patches = diff(doc, from, to).filter(({ path }) => path[0] === name && path.length === 1);
  const last = patches.at(-1);
  return last?.action === "put" ? last.value : undefined;
}

/** Of a map or a list: the one cell that was set, if it was one. */
function cellOf(field: Field, doc: RecordDocument, { from, to }: Span, name: string, nameOf: NameOf): Partial<Told> {
  const puts = (a: string[], b: string[]) =>
    diff(doc, a, b).filter(({ path, action }) => path[0] === name && path.length > 1 && action === "put");
  const [set, ...others] = puts(from, to);
  const cell = set && cellField(field, set.path);
  if (!set || !cell || others.length > 0 || set.action !== "put") return {};
  const back = puts(to, from).find(({ path }) => path.join() === set.path.join());
  const item = itemName(doc, set.path);
  return {
    what: undefined,
    label: item ? `${cell.label} of ${item}` : `${cell.label}, ${field.label.toLowerCase()}`,
    before: back?.action === "put" ? textOf(cell, back.value, nameOf) : "",
    after: textOf(cell, set.value, nameOf),
  };
}

function cellField(field: Field, path: readonly Prop[]): Field | undefined {
  let at: Field | undefined = field;
  for (const step of path.slice(1)) {
    at = typeof step === "number" ? at?.item : at?.fields?.find(({ name }) => name === step);
  }
  return at && at.kind !== "map" && at.kind !== "list" ? at : undefined;
}

/** What the item that a path leads into is called now: the first text that it holds. */
function itemName(doc: RecordDocument, path: readonly Prop[]): string {
  const index = path.findIndex((step) => typeof step === "number");
  let item: unknown = doc;
  for (const step of path.slice(0, index + 1)) item = (item as Record<Prop, unknown> | undefined)?.[step];
  if (index < 0 || !item || idOf(item) === "") return "";
  const texts = Object.entries(item as Record<string, unknown>).filter(([name]) =>
    /^(title|type|payee|label|role|contact)$/.test(name),
  );
  return show(texts[0]?.[1]);
}
