import type { Pressed } from "./shortcuts";

/** What a key opens gets the focus within this time, in milliseconds; its code may have to be fetched first. */
const patience = 2_000;

/** The letters that people type ahead of what they have just opened by a key: they are for that, and no commands. */
export class TypedAhead {
  #until = 0;
  #text = "";
  #insert: (() => void) | undefined;

  /** A key has opened something to type into. */
  begin({ timeStamp }: Pick<Pressed, "timeStamp">): void {
    this.#until = timeStamp + patience;
    this.#text = "";
  }

  /** Keeps a letter that is typed before what was opened has the focus; false where it is none such. */
  takes({ key, ctrlKey, metaKey, altKey, timeStamp }: Pressed, typing: boolean): boolean {
    if (key === "Escape" || typing) this.#until = 0;
    if (timeStamp >= this.#until || key.length !== 1 || ctrlKey || metaKey || altKey) return false;
    this.#text += key;
    return true;
  }

  /** What was typed, once: a text has the focus now, and what is typed from here on comes after it. */
  given(): string {
    const text = this.#text;
    this.#until = 0;
    this.#text = "";
    return text;
  }

  /**
   * Inserts what was typed into what has the focus now: soon, once that has settled, or by insertNow before
   * the next key. A busy page runs what is to be soon after many keys, whose letters would come first.
   */
  insertSoon(text: string, insert: (text: string) => void): void {
    this.insertNow();
    const timer = setTimeout(() => this.insertNow());
    this.#insert = () => {
      clearTimeout(timer);
      insert(text);
    };
  }

  /** Inserts what waits for it. */
  insertNow(): void {
    const insert = this.#insert;
    this.#insert = undefined;
    insert?.();
  }
}
