/** Whether the device has a ⌘ key. */
export const onApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

const apple: Record<string, string> = { mod: "⌘", enter: "⏎", up: "↑", down: "↓", shift: "⇧" };
const others: Record<string, string> = { ...apple, mod: "Ctrl ", shift: "Shift " };

/** A key or a chord as its cap reads: "mod+k" is "⌘K" on Apple's keyboards, "Ctrl K" on others. */
export function keyCap(keys: string, mac: boolean): string {
  const names = mac ? apple : others;
  return keys
    .split("+")
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : `${key[0]?.toUpperCase()}${key.slice(1)}`))
    .join("");
}
