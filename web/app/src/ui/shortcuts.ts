/** What a key does on the page that is shown. */
export type Shortcut = {
  keys: string; // "c", "mod+k", "g e": one after the other
  label: string; // what it does, as the help lists it: "New record"
  group: string; // where the help lists it: "Lists"
  opens?: boolean; // something to type into: the letters that follow are for that
  run: (event: KeyboardEvent) => void;
};

/** What of a key's event decides. */
export type Pressed = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey" | "timeStamp">;

/** How long the second key of two may take, in milliseconds. */
const patience = 1_500;

/**
 * The shortcuts of everything that is shown. The last one that was added for a key wins, so that a dialog or a list may
 * take over a key while it is there. Single letters can be turned off; chords with ⌘ or Ctrl stay.
 */
export class Shortcuts {
  #all: Shortcut[] = [];
  #begun?: { key: string; at: number };
  letters = true;

  /** Adds shortcuts until the returned function is called. */
  add(shortcuts: readonly Shortcut[]): () => void {
    this.#all.push(...shortcuts);
    return () => {
      this.#all = this.#all.filter((shortcut) => !shortcuts.includes(shortcut));
    };
  }

  /** What the help lists: one shortcut for each key, the one that counts. */
  listed(): Shortcut[] {
    return [...new Map(this.#all.map((shortcut) => [shortcut.keys, shortcut])).values()];
  }

  /** Whether the first key of two was pressed. */
  get waits(): boolean {
    return this.#begun !== undefined;
  }

  /** What a pressed key asks for; typing says whether it went into a text. */
  find(pressed: Pressed, typing: boolean): Shortcut | undefined {
    const keys = keysOf(pressed);
    const chord = keys.startsWith("mod+");
    const begun = this.#begun;
    this.#begun = undefined;
    if (!chord && (typing || !this.letters)) return undefined;
    if (begun && pressed.timeStamp - begun.at < patience) {
      const second = this.#last(`${begun.key} ${keys}`);
      if (second) return second;
    }
    if (this.#all.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) {
      this.#begun = { key: keys, at: pressed.timeStamp };
    }
    return this.#last(keys);
  }

  #last(keys: string): Shortcut | undefined {
    return this.#all.findLast((shortcut) => shortcut.keys === keys);
  }
}

const names: Record<string, string> = { " ": "space", Enter: "enter", Escape: "escape" };

/** A key with its modifiers, as shortcuts name it. Shift counts only where the key itself does not show it. */
function keysOf({ key, metaKey, ctrlKey, altKey, shiftKey }: Pressed): string {
  if (altKey) return "";
  const name = names[key] ?? (key.length === 1 ? key.toLowerCase() : key.toLowerCase());
  const letter = /^[a-z]$/.test(name) || name.length > 1;
  return `${metaKey || ctrlKey ? "mod+" : ""}${shiftKey && letter ? "shift+" : ""}${name}`;
}
