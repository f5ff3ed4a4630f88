import { IDBObjectStore } from "fake-indexeddb";

/** Until the returned function is called, writes are aborted as where the disk is full. For tests alone. */
export function fillDisk(): () => void {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
    const request = put.apply(this, args);
    const transaction = this.transaction as unknown as { _abort: (name: string) => void };
    queueMicrotask(() => transaction._abort("QuotaExceededError"));
    return request;
  };
  return () => {
    IDBObjectStore.prototype.put = put;
  };
}
