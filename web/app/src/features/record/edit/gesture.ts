import { ImmutableString } from "@automerge/automerge/slim";
import { addValue, idOf, type Place, removeEntry, removeValue, show, valueAt, write } from "@roomkey/client";

export type Draft = Record<string, unknown>;
export type Scalar = string | number | boolean | undefined;

/**
 * One thing that a person did to one document, and how it is taken back. Taking back touches only what the gesture
 * itself has written: revert gives false, and writes nothing, where somebody has changed that since.
 */
export type Gesture = {
  label: string; // "Purchase price", for "Undone: Purchase price"
  private: boolean; // in the private document
  apply: (draft: Draft) => void;
  revert: (draft: Draft) => boolean;
};

type Where = { label: string; private: boolean; place: Place };

/** Sets a value, or takes it away. doc is the document before. */
export function setting(doc: Draft, { label, private: hidden, place }: Where, value: Scalar): Gesture {
  const before = plain(valueAt(doc, place)) as Scalar;
  return {
    label,
    private: hidden,
    apply: (draft) => write(draft, place, value),
    revert: (draft) => {
      if (show(valueAt(draft, place)) !== show(value)) return false;
      write(draft, place, before);
      return true;
    },
  };
}

/** Adds an item to a list of maps, at its end. */
export function adding({ label, private: hidden, place }: Where, item: Draft & { id: string }): Gesture {
  return {
    label,
    private: hidden,
    apply: (draft) => void listAt(draft, place).push(stored(item) as Draft),
    revert: (draft) => {
      if (!listAt(draft, place).some((one) => idOf(one) === item.id)) return false;
      removeEntry(draft, place, item.id);
      return true;
    },
  };
}

/** Removes an item from a list of maps; taken back, it stands where it was, with all that it held. */
export function removing(doc: Draft, { label, private: hidden, place }: Where, id: string): Gesture {
  const list = valueAt(doc, place);
  const index = Array.isArray(list) ? list.findIndex((one) => idOf(one) === id) : -1;
  const item = Array.isArray(list) && index >= 0 ? copy(list[index]) : undefined;
  return {
    label,
    private: hidden,
    apply: (draft) => removeEntry(draft, place, id),
    revert: (draft) => {
      const now = listAt(draft, place);
      if (item === undefined || now.some((one) => idOf(one) === id)) return false;
      now.splice(Math.min(index, now.length), 0, copy(item) as Draft);
      return true;
    },
  };
}

/** Adds a value to a list of values, such as a tag, or removes it. */
export function listing({ label, private: hidden, place }: Where, value: string, there: boolean): Gesture {
  const turn = (draft: Draft, on: boolean) => (on ? addValue : removeValue)(draft, place, value);
  return {
    label,
    private: hidden,
    apply: (draft) => turn(draft, there),
    revert: (draft) => {
      turn(draft, !there);
      return true;
    },
  };
}

/** Several gestures in the same document as one: they are taken back from the last to the first. */
export function together(label: string, gestures: [Gesture, ...Gesture[]]): Gesture {
  return {
    label,
    private: gestures[0].private,
    apply: (draft) => {
      for (const { apply } of gestures) apply(draft);
    },
    revert: (draft) =>
      [...gestures]
        .reverse()
        .map(({ revert }) => revert(draft))
        .includes(true),
  };
}

function listAt(draft: Draft, place: Place): Draft[] {
  const holder = (valueAt(draft, place.slice(0, -1)) ?? draft) as Draft;
  const name = place[place.length - 1] as string;
  holder[name] ??= [];
  return holder[name] as Draft[];
}

/** A scalar of a document as it is written again: texts of one value are objects there. */
function plain(value: unknown): unknown {
  return value instanceof ImmutableString ? value.val : value;
}

/** A value for a document: its texts are scalars, not collaborative. */
function stored(value: unknown): unknown {
  if (typeof value === "string") return new ImmutableString(value);
  if (Array.isArray(value)) return value.map(stored);
  if (typeof value === "object" && value !== null && value.constructor === Object) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, stored(member)]));
  }
  return value;
}

/** A value of a document, to be put into one again: collaborative texts stay such. */
function copy(value: unknown): unknown {
  if (value instanceof ImmutableString) return new ImmutableString(value.val);
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]));
  }
  return value;
}
