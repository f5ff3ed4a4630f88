import type { DocHandle } from "@automerge/automerge-repo/slim";

const told = new WeakSet<object>();

/**
 * Has a handle tell of changes that alter no value too. The library sends a document when its handle tells of a change,
 * and it tells of none where nothing looks different: keeping the value of two that is shown already would stay here
 * until the next edit.
 */
export function tellingAll<T>(handle: DocHandle<T>): DocHandle<T> {
  if (told.has(handle)) return handle;
  told.add(handle);
  let heard = true;
  handle.on("change", () => {
    heard = true;
  });
  handle.on("heads-changed", ({ doc }) => {
    heard = false;
    queueMicrotask(() => {
      if (heard || !handle.isReady()) return;
      handle.emit("change", { handle, doc, patches: [], patchInfo: { before: doc, after: doc, source: "change" } });
    });
  });
  return handle;
}
