/** What happens to the page that this runs in. A process of Node has none of it. */
export const page = {
  /** Whether somebody may be looking. */
  isVisible: (): boolean => typeof document === "undefined" || document.visibilityState === "visible",

  /** Whether the device has a network, as far as the browser knows. */
  isOnline: (): boolean => globalThis.navigator?.onLine !== false,

  /** Calls listener on each event of the window or the document, until the returned function is called. */
  on(event: string, listener: (event: Event) => void): () => void {
    const targets = [globalThis as Partial<EventTarget>, globalThis.document as EventTarget | undefined];
    const target = /^(visibilitychange|freeze|resume)$/.test(event) ? targets[1] : targets[0];
    target?.addEventListener?.(event, listener);
    return () => target?.removeEventListener?.(event, listener);
  },

  /** Calls listener on each event of any element, before the element hears of it, and never keeps it from scrolling. */
  onAny(event: string, listener: () => void): void {
    (globalThis as Partial<EventTarget>).addEventListener?.(event, listener, { capture: true, passive: true });
  },
};
