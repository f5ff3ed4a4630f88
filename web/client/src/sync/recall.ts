import type { Observable } from "../lib/observable";
import { Problem, renew } from "./http";
import { isOwnRevocation, revokedCode, revokedReason } from "./ownsession";
import { page } from "./page";
import type { Connection } from "./socket";

/** A page whose sign-in has ended asks so often whether its device was signed out from elsewhere, in milliseconds. */
const askEvery = 600_000;

/**
 * Has a page that stays open after its sign-in has ended learn that its device was signed out from elsewhere since: it
 * has no connection that would tell. It asks now and then, and when it is shown, until the returned function is called.
 */
export function awaitRecall(connection: Observable<Connection>): () => void {
  const ask = async () => {
    const reason = await revocation();
    const isOver = connection.get().state === "ended"; // else somebody has signed in meanwhile
    if (isOver && isOwnRevocation(revokedCode, reason)) connection.set({ state: "ended", code: revokedCode, reason });
  };
  const timer = setInterval(() => void ask(), askEvery);
  const unwatch = page.on("visibilitychange", () => page.isVisible() && void ask());
  return () => {
    clearInterval(timer);
    unwatch();
  };
}

/** What the server says of this device's sign-in, as a close frame has it; "" where it was not revoked. */
async function revocation(): Promise<string> {
  try {
    await renew();
  } catch (cause) {
    if (cause instanceof Problem && cause.revokedSession) return revokedReason(cause.revokedSession);
  }
  return "";
}
