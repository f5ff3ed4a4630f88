import { catalogPath } from "./catalog";
import { askAhead, renew } from "./http";
import { keepsSchema, remembered } from "./session";

/**
 * Asks for what a start waits for, while the app is still being loaded: the token, and where this device has not
 * started the app before, the schema and the first rows. Where nobody is signed in, for nothing.
 */
export function askEarly(): void {
  if (!remembered()) return;
  if (keepsSchema()) {
    renew().catch(() => undefined); // whoever needs it asks again
    return;
  }
  askAhead("/schema");
  askAhead(catalogPath(""));
}
