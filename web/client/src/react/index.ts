export * from "./client";
export * from "./useAnswer";
export * from "./useCurrent";
export * from "./useDocument";
export * from "./useNames";
export * from "./useNaming";
export * from "./useObservable";
