import type { Answer } from "./api";

/** Who is signed in on this device: the server tells the prefix of one's own actors. */
export type User = Answer<"get", "/me"> & { actorPrefix: string };
