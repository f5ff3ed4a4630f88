import type { Answer, Brokerage, Person, Schema } from "./api";
import type { Row } from "./row";
import type { Task } from "./task";
import type { User } from "./user";

// What was stored, or came by the network, is looked at before it is used: a captive portal, an earlier version of the
// app or a fault may have written it. Only what would break the app is looked at: more members may come.

type Members = Readonly<Record<string, unknown>>;

/** Whether a value is a map with members. */
export function isMap(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isUser(value: unknown): value is User {
  return (
    isMap(value) &&
    areTexts(value, "id", "email", "name", "role", "broker", "actorPrefix") &&
    isListOf(value.teams, isText)
  );
}

/** Whether a value says what an invitation is for. */
export function isInvited(value: unknown): value is Answer<"post", "/auth/invitation"> {
  return (
    isMap(value) &&
    areTexts(value, "email", "brokerage", "invitedBy") &&
    isText(value.expiresAt) &&
    !Number.isNaN(Date.parse(value.expiresAt)) &&
    ["broker", "lead", "agent", "viewer"].includes(String(value.role))
  );
}

export function isSchema(value: unknown): value is Schema {
  return isMap(value) && isListOf(value.types, isType) && value.types.length > 0;
}

export function isRow(value: unknown): value is Row {
  return (
    isMap(value) &&
    areTexts(value, "id", "type", "documentId", "updatedAt", "visibility") &&
    isMap(value.fields) &&
    isMap(value.conflicts) &&
    isListOf(value.flags, isText)
  );
}

/** A page of the catalog. Its items are to be looked at one by one. */
export function isCatalog(value: unknown): value is { items: unknown[]; gone: string[]; next: string } {
  return isMap(value) && Array.isArray(value.items) && isListOf(value.gone, isText) && isText(value.next);
}

export function isPerson(value: unknown): value is Person {
  return isMap(value) && areTexts(value, "id", "name");
}

/** The people of a brokerage. An earlier version told no name of it, and stored the people alone. */
export function brokerageOf(value: unknown): Brokerage | undefined {
  const { brokerage, items } = isMap(value) ? value : { brokerage: "", items: value };
  return isListOf(items, isPerson) ? { brokerage: isText(brokerage) ? brokerage : "", items } : undefined;
}

export function isTask(value: unknown): value is Task {
  return (
    isMap(value) &&
    areTexts(value, "id", "workflow", "title", "user", "room", "status", "createdAt") &&
    typeof value.progress === "number"
  );
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether a value is a list whose items are all valid. */
export function isListOf<T>(value: unknown, isValid: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isValid);
}

function isType(value: unknown): value is Schema["types"][number] {
  return (
    isMap(value) &&
    areTexts(value, "name", "plural", "label", "labels", "status") &&
    isListOf(value.title, isText) &&
    isListOf(value.fields, isField)
  );
}

function isField(value: unknown): value is Schema["types"][number]["fields"][number] {
  if (!isMap(value) || !areTexts(value, "name", "label", "kind")) return false;
  if (value.options !== undefined && !isListOf(value.options, isText)) return false;
  if (value.item !== undefined && !(isMap(value.item) && isText(value.item.kind))) return false;
  return value.fields === undefined || isListOf(value.fields, isField);
}

function areTexts(value: Members, ...names: string[]): boolean {
  return names.every((name) => isText(value[name]));
}
