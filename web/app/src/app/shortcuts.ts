import { Observable } from "@roomkey/client";
import { useObservable } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import { useContext, useEffect, useMemo } from "react";
import { letters } from "../ui/letters";
import type { Shortcut } from "../ui/shortcuts";
import { ShortcutContext, useKeyboard, useShortcuts } from "../ui/useShortcuts";
import { useParts } from "./Places";

/** Whether the help with all keys is shown. */
export const keysShown = new Observable(false);

/** Shows the help with all keys. */
export function useShowKeys(): () => void {
  return () => keysShown.set(true);
}

/** The shortcuts that every page has: the palette, the help, and G then a letter. */
export function useShellShortcuts(onSearch: () => void): void {
  const registry = useContext(ShortcutContext);
  const on = useObservable(letters);
  const navigate = useNavigate();
  const parts = useParts();
  useKeyboard();
  useEffect(() => {
    registry.letters = on;
  }, [registry, on]);
  const go = useMemo(
    (): Shortcut[] =>
      parts.flatMap(({ places }) =>
        places.flatMap(({ to, label, key }) =>
          key ? [{ keys: `g ${key}`, label: `Go to ${label}`, group: "Go to", run: () => void navigate({ to }) }] : [],
        ),
      ),
    [parts, navigate],
  );
  useShortcuts([
    { keys: "mod+k", label: "Search or do anything", group: "Everywhere", opens: true, run: onSearch },
    { keys: "?", label: "Show these keys", group: "Everywhere", run: () => keysShown.set(true) },
    ...go,
  ]);
}
