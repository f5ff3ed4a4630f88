export * from "./binding";
export * from "./carets";
export * from "./open";
