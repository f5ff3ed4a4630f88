/** What of a browser's Storage is used. */
export type TextStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/**
 * A store of texts that never throws: where the browser denies storage, or it is full, what is set lasts as long as the
 * page. In Node it is memory alone.
 */
export function textStore(name: "localStorage" | "sessionStorage"): TextStore {
  const memory = new Map<string, string>();
  const real = (): Storage | undefined => {
    try {
      return globalThis[name];
    } catch {
      return undefined; // asking for it is denied
    }
  };
  const keys = () => {
    const stored = real();
    const there = stored ? Array.from({ length: stored.length }, (_, index) => stored.key(index) ?? "") : [];
    return [...new Set([...there, ...memory.keys()])];
  };
  return {
    getItem: (key) => memory.get(key) ?? real()?.getItem(key) ?? null,
    setItem(key, value) {
      try {
        const stored = real();
        if (!stored) throw new Error("there is no storage");
        stored.setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
      }
    },
    removeItem(key) {
      memory.delete(key);
      real()?.removeItem(key);
    },
    key: (index) => keys()[index] ?? null,
    get length() {
      return keys().length;
    },
  };
}

/** What lasts on this device. */
export const deviceStore = textStore("localStorage");

/** What lasts as long as the tab. */
export const tabStore = textStore("sessionStorage");

/** The JSON value under a key; undefined where there is none. What is not valid is thrown away. */
export function readJson<T>(
  store: Pick<TextStore, "getItem" | "removeItem">,
  key: string,
  isValid: (value: unknown) => value is T,
): T | undefined {
  const text = store.getItem(key);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isValid(value)) return value;
  } catch {
    // no JSON
  }
  store.removeItem(key);
  return undefined;
}
