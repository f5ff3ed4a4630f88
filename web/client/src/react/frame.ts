/** How long work waits where the page is hidden and draws nothing, in milliseconds. */
const hiddenWait = 100;

/** Work that was asked for and waits for the next frame. */
export type Framed = { ask: () => void; stop: () => void };

/** What tells of the next frame; tests give their own. */
export type Frames = { request: (work: () => void) => () => void };

/** Frames in each of which all that is due is done together, so that React draws it at once. */
export function sharedFrames(next: (flush: () => void) => void): Frames {
  const due = new Set<() => void>();
  let asked = false;
  const flush = () => {
    asked = false;
    for (const work of [...due]) {
      if (!due.delete(work)) continue; // what was done before has stopped it
      try {
        work();
      } catch (cause) {
        console.error("what changed could not be drawn", cause);
      }
    }
  };
  return {
    request: (work) => {
      due.add(work);
      if (!asked) next(flush);
      asked = true;
      return () => void due.delete(work);
    },
  };
}

const frames = sharedFrames((flush) => {
  if (document.hidden) setTimeout(flush, hiddenWait);
  else requestAnimationFrame(flush);
});

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
