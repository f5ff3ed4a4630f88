export type { Found, SearchOptions } from "./scan";
export { SearchIndex, Tier } from "./scan";
export { RecordSearch, startWorker } from "./search";
