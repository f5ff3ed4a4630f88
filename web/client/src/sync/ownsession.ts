import { deviceStore } from "../lib/storage";

const sessionKey = "roomkey/session";

/** The close code for a device that was signed out from elsewhere; its reason names the session. */
export const revokedCode = 4502;

/** The reason that goes with the code. */
export const revokedReason = (session: string) => `revoked=${session}`;

/** Notes which sign-in this device has, as the server answered. */
export function keepSession(session: unknown): void {
  if (typeof session === "string" && session !== "") deviceStore.setItem(sessionKey, session);
}

export function forgetSession(): void {
  deviceStore.removeItem(sessionKey);
}

/**
 * Whether a connection has ended since this device was signed out from elsewhere. Only the server and the account's
 * devices know the session that it has to name, so nothing else on the network can make the device delete what it holds.
 */
export function isOwnRevocation(code: number, reason: string): boolean {
  const session = deviceStore.getItem(sessionKey);
  return code === revokedCode && session !== null && reason === revokedReason(session);
}
