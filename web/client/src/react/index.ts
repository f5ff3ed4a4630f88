export * from "./client";
export * from "./useAnswer";
export * from "./useCurrent";
export * from "./useDocument";
export * from "./useFound";
export * from "./useNames";
export * from "./useNaming";
export * from "./useObservable";
