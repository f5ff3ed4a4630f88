import type { Person } from "@roomkey/client";
import { usePeople } from "@roomkey/client/react";
import { useLayoutEffect } from "react";
import { colours, ownClass } from "./person";

let sheet: CSSStyleSheet | undefined;

/**
 * Gives people the colours that the server chose. They are rules of a style sheet, so that every face and caret has
 * its colour at once when they come or change, and nothing is drawn again.
 */
export function useColours(): void {
  const people = usePeople();
  useLayoutEffect(() => {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    sheet.replaceSync(colourRules(people));
  }, [people]);
}

/** The rules: what is no id, or no colour that there is, has none. */
export function colourRules(people: readonly Pick<Person, "id" | "colour">[]): string {
  return people
    .filter(({ colour }) => Number.isInteger(colour) && colour >= 1 && colour <= colours)
    .flatMap(({ id, colour }) => ownClass(id).map((name) => `.${name}{--p:var(--rk-p${colour})}`))
    .join("\n");
}
