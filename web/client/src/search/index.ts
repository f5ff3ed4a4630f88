export type { Found, SearchOptions } from "./scan";
export { SearchIndex, Tier } from "./scan";
export { RecordSearch } from "./search";
