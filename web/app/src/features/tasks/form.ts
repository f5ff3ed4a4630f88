import type { RecordType } from "@roomkey/client";
import { inWords } from "@roomkey/client";

/** A field of the form that a workflow's input is asked for with. */
export type FormField = {
  name: string;
  label: string;
  kind: "text" | "long" | "number" | "bool" | "enum" | "record" | "file" | "date" | "time" | "lines" | "json";
  required: boolean;
  initial: string | boolean;
  options?: string[]; // of an enum
  type?: string; // of a record
  whole?: boolean; // a number without a fraction
  max?: number; // characters
};

/** What is in the form, by field. */
export type Values = Record<string, string | boolean>;

/** The part of JSON Schema that forms are made from. */
type JsonSchema = {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  title?: string;
  format?: string;
  maxLength?: number;
  items?: JsonSchema;
};

/** Longer texts get more than a line. */
const lineLength = 200;

/** The fields of the form for a workflow's input. What has no simple control is asked for as JSON. */
export function fieldsOf(schema: unknown, types: RecordType[]): FormField[] {
  const root = (schema ?? {}) as JsonSchema;
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const is = resolve(root, property);
    const preset = is.default;
    const kind = kindOf(name, is, types);
    return {
      name,
      label: is.title ?? inWords(name),
      required: root.required?.includes(name) ?? false,
      initial: kind === "bool" ? preset === true : preset === undefined ? "" : initialOf(kind, preset),
      ...(kind === "enum" ? { options: (is.enum ?? [is.const]) as string[] } : {}),
      ...(kind === "record" ? { type: recordType(name, is, types) } : {}),
      ...(kind === "number" && is.type === "integer" ? { whole: true } : {}),
      ...(is.maxLength ? { max: is.maxLength } : {}),
      kind,
    };
  });
}

/** A record that a task is to be about. */
export type About = { type: string; id: string };

/** What the form holds at first: the record that the task is about, in the first field that takes one of its type. */
export function filledWith(fields: readonly FormField[], about: About | undefined): Values {
  const field = about && fields.find(({ kind, type }) => kind === "record" && type === about.type);
  return field ? { [field.name]: about.id } : {};
}

/**
 * The fields that are folded away. Where a task is about a record, that says all that it must know: what else it may be
 * told is for whoever looks for it.
 */
export function seldom(fields: readonly FormField[], about: About | undefined): FormField[] {
  const filled = filledWith(fields, about);
  const told = Object.keys(filled).length > 0;
  return fields.filter(({ name, kind, required }) => !required && !(name in filled) && (told || kind === "json"));
}

function initialOf(kind: FormField["kind"], preset: unknown): string {
  if (kind === "lines" && Array.isArray(preset)) return preset.join("\n");
  return kind === "json" ? JSON.stringify(preset) : String(preset);
}

function resolve(root: JsonSchema, property: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/([^/]+)$/.exec(property.$ref ?? "")?.[1];
  return name ? { ...root.$defs?.[name], ...property } : property;
}

function kindOf(name: string, is: JsonSchema, types: RecordType[]): FormField["kind"] {
  if (is.const === true) return "bool";
  if (is.enum?.every((option) => typeof option === "string")) return "enum";
  const type = Array.isArray(is.type) ? is.type.find((one) => one !== "null") : is.type;
  switch (type) {
    case "boolean":
      return "bool";
    case "number":
    case "integer":
      return "number";
    case "array":
      return is.items?.type === "string" && !is.items.format && !is.items.enum ? "lines" : "json";
    case "string":
      if (name === "file" && is.format === "uuid") return "file";
      if (name === "csv") return "long";
      if (is.format === "date") return "date";
      if (is.format === "date-time") return "time";
      if (is.format === "uuid") return recordType(name, is, types) ? "record" : "text";
      return (is.maxLength ?? 0) > lineLength ? "long" : "text";
  }
  return "json";
}

/** The type of the record that an id names, by what the property is called: "lead", "leadId", or titled "Lead". */
function recordType(name: string, is: JsonSchema, types: RecordType[]): string | undefined {
  const words = [name, name.replace(/Id$/, ""), is.title ?? ""].map((word) => word.toLowerCase());
  return types.find((type) => words.includes(type.name.toLowerCase()))?.name;
}

/** The input that the form's values make, or what is wrong with them, by field. */
export function inputOf(
  fields: FormField[],
  values: Values,
): { input: Record<string, unknown> } | { errors: Record<string, string> } {
  const input: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const value = memberOf(field, values[field.name] ?? field.initial);
    if (value instanceof Error) errors[field.name] = value.message;
    else if (value !== undefined) input[field.name] = value;
  }
  return Object.keys(errors).length > 0 ? { errors } : { input };
}

function memberOf(field: FormField, value: string | boolean): unknown {
  if (typeof value === "boolean") return value || field.required || field.initial === true ? value : undefined;
  if (value.trim() === "") return field.required ? new Error("This is required.") : undefined;
  if (field.max && value.length > field.max) {
    return new Error(`This is too long: ${field.max.toLocaleString("en-US")} characters at most.`);
  }
  switch (field.kind) {
    case "number": {
      const number = Number(value.replaceAll(",", ""));
      if (!Number.isFinite(number)) return new Error("Enter a number.");
      return field.whole && !Number.isInteger(number) ? new Error("Enter a whole number.") : number;
    }
    case "time": {
      const time = new Date(value);
      return Number.isNaN(time.getTime()) ? new Error("Enter a date and a time.") : time.toISOString();
    }
    case "lines":
      return value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
    case "json":
      try {
        return JSON.parse(value);
      } catch {
        return new Error("This is not valid JSON.");
      }
  }
  return value;
}

/** The field of the form that the server finds fault with ("input/lead", "input/leads/0"), if it is one of it. */
export function fieldAtFault(fields: FormField[], field: string | undefined): string | undefined {
  const [root, name] = (field ?? "").split("/");
  return root === "input" ? fields.find((candidate) => candidate.name === name)?.name : undefined;
}
