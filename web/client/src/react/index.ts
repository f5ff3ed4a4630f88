export * from "./client";
export * from "./useCurrent";
export * from "./useDocument";
export * from "./useNames";
export * from "./useNaming";
export * from "./useObservable";
