import type { components, paths } from "./api.gen";

type Schemas = components["schemas"];

export type Grant = Schemas["SignIn"];
export type Person = Schemas["Person"];

/** The name of one's brokerage, and its people. */
export type Brokerage = Schemas["PeopleAnswer"];
export type Workflow = Schemas["Workflow"];
export type Task = Schemas["Task"];
export type TaskStatus = Schemas["TaskStatus"];
export type Proposal = Schemas["Proposal"];
export type Decision = Schemas["Decision"];
export type TaskPlace = Schemas["Place"];
export type Skip = Schemas["Skip"];
export type Field = Schemas["Field"];
export type RecordType = Schemas["RecordType"];
export type Schema = Schemas["SchemaAnswer"];
export type SavedView = Schemas["SavedView"];
export type ProblemAnswer = Schemas["Problem"];

/** A record of any type, as lists show it. What its fields are, the schema says. */
export type AnyRecord = Omit<Schemas["Escrow"], "type" | "fields" | "private"> & {
  type: string;
  fields: Record<string, unknown>;
  private?: Record<string, unknown>;
};

type Method = "get" | "post" | "patch" | "delete";

/** What an operation answers with, as JSON: Answer<"get", "/people">. */
export type Answer<M extends Method, P extends keyof paths> = paths[P][M] extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 ? Json<R[S]> : never }[keyof R]
  : never;

/** What an operation takes, as JSON. */
export type Body<M extends Method, P extends keyof paths> = paths[P][M] extends { requestBody: infer B }
  ? Json<B>
  : never;

type Json<T> = T extends { content: { "application/json": infer J } } ? J : never;
