/** How long work waits where the page is hidden and draws nothing, in milliseconds. */
const hiddenWait = 100;

/** Work that was asked for and waits for the next frame. */
export type Framed = { ask: () => void; stop: () => void };

/** What tells of the next frame; tests give their own. */
export type Frames = { request: (work: () => void) => () => void };

const frames: Frames = {
  request: (work) => {
    if (document.hidden) {
      const timer = setTimeout(work, hiddenWait);
      return () => clearTimeout(timer);
    }
    const frame = requestAnimationFrame(work);
    return () => cancelAnimationFrame(frame);
  },
};

/**
 * Does work once before the next frame is drawn, however often it is asked for until then: what changes a hundred times
 * a second is drawn as often as the display shows it, and a slow frame makes the following ones rarer, not later.
 */
export function beforeFrame(work: () => void, by: Frames = frames): Framed {
  let cancel: (() => void) | undefined;
  return {
    ask: () => {
      cancel ??= by.request(() => {
        cancel = undefined;
        work();
      });
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
    },
  };
}
