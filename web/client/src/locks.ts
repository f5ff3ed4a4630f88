import type { Locks } from "./sync/leader";

type Request = { options: LockOptions; grant: () => void };

/** Web Locks of one device, as far as tabs use them: wait, abort, steal. For tests alone. */
export function locksOf(): { device: () => Locks; crash: (locks: Locks) => void } {
  const held = new Map<string, { by: Locks; fail: (cause: unknown) => void; resolve: () => void }>();
  const queues = new Map<string, Request[]>();

  const next = (name: string) => {
    held.delete(name);
    queues.get(name)?.shift()?.grant();
  };

  const request = (by: Locks, name: string, options: LockOptions, callback: () => unknown) =>
    new Promise((resolve, reject) => {
      const grant = () => {
        let over = false;
        const end = (settle: () => void) => {
          if (over) return;
          over = true;
          settle();
        };
        const mine = { by, fail: (cause: unknown) => end(() => reject(cause)), resolve: () => end(() => resolve(0)) };
        held.set(name, mine);
        void Promise.resolve(callback()).then(() => {
          if (held.get(name) === mine) next(name);
          mine.resolve();
        });
      };
      const holder = held.get(name);
      if (holder && options.steal) {
        holder.fail(new DOMException("stolen", "AbortError"));
        grant();
      } else if (holder) {
        const waiting = { options, grant };
        const queue = [...(queues.get(name) ?? []), waiting];
        queues.set(name, queue);
        options.signal?.addEventListener("abort", () => {
          queues.set(name, queues.get(name)?.filter((other) => other !== waiting) ?? []);
          reject(new DOMException("aborted", "AbortError"));
        });
      } else grant();
    });

  return {
    device: () => {
      const locks = {
        request: (name: string, options: LockOptions | (() => unknown), callback?: () => unknown) =>
          typeof options === "function"
            ? request(locks as Locks, name, {}, options)
            : request(locks as Locks, name, options, callback as () => unknown),
      };
      return locks as Locks;
    },
    crash: (by) => {
      for (const [name, lock] of [...held]) if (lock.by === by) next(name);
    },
  };
}
