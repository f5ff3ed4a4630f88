import { Observable } from "@roomkey/client";
import { useEffect, useRef } from "react";
import type { IconType } from "./Icon";

/** Something that can be done by its name, in the palette. */
export type Command = {
  label: string; // "Add a note"
  icon: IconType;
  also?: string; // other words by which people look for it: "invite"
  keys?: string; // the shortcut that does the same
  ai?: boolean; // an AI task
  run: () => void;
};

/** The commands of one heading: "On 2418 Larkspur Way". */
export type CommandGroup = {
  title: string;
  commands: readonly Command[];
  whenAsked?: boolean; // listed only where something was typed
};

/** What the parts that are shown offer, the last one first. */
export const commandGroups = new Observable<readonly CommandGroup[]>([]);

/**
 * Offers commands in the palette while the component is shown. What they do may change with each render; their names
 * are read when those change.
 */
export function useCommands(title: string, commands: readonly Command[]): void {
  const current = useRef(commands);
  current.current = commands;
  const names = commands.map(({ label, keys }) => `${label}\t${keys}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: names stands for the list, which is new each time
  useEffect(() => {
    if (current.current.length === 0) return;
    const group: CommandGroup = {
      title,
      commands: current.current.map((command, index) => ({ ...command, run: () => current.current[index]?.run() })),
    };
    commandGroups.update((groups) => [group, ...groups]);
    return () => commandGroups.update((groups) => groups.filter((other) => other !== group));
  }, [title, names]);
}
