/**
 * Does something that moves what is on the page once no pointer is pressed. In the middle of a press, what is pressed
 * would move away from under it, and the click would be lost.
 */
export function afterPress(act: () => void): void {
  if (!document.querySelector(":active")) {
    act();
    return;
  }
  const stop = new AbortController();
  const released = () => {
    stop.abort();
    setTimeout(act); // the click comes first
  };
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, released, { capture: true, signal: stop.signal });
}
