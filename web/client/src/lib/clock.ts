/** The server's clock is taken anew when it differs by more than this, in milliseconds: a header has whole seconds. */
const tolerance = 2_000;

const key = "roomkey/clock";

/** How much the server's clock is ahead of this device's, in milliseconds. */
let ahead = kept();

/** The time on the server's clock, in Unix milliseconds. This device's own may be wrong by a day. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/**
 * Sets the clock by an answer's Date header, whose request was sent and whose answer came at these times of this
 * device's clock. What is no date, or took too long to tell anything, is ignored.
 */
export function setClock(header: string | null, sent: number, received: number): void {
  const told = Date.parse(header ?? "");
  if (Number.isNaN(told) || received < sent || received - sent > 60_000) return;
  const measured = told + 500 - (sent + received) / 2; // the header's second is half over, on average
  if (Math.abs(measured - ahead) <= tolerance + (received - sent) / 2) return;
  ahead = Math.abs(measured) <= tolerance ? 0 : Math.round(measured);
  try {
    globalThis.localStorage?.setItem(key, String(ahead)); // for the next start without a server
  } catch {
    // storage is full or denied: the next answer tells
  }
}

function kept(): number {
  try {
    const value = Number(globalThis.localStorage?.getItem(key) ?? 0);
    return Number.isFinite(value) ? value : 0;
  } catch {
    return 0;
  }
}
