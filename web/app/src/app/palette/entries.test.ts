import type { Schema } from "@roomkey/client";
import { IconPlus } from "@tabler/icons-react";
import { expect, test } from "vitest";
import { typeNamed } from "../../trade/testSchema";
import type { CommandGroup } from "../../ui/commands";
import { entriesOf, inPalette } from "./entries";

const schema = { types: [typeNamed("escrow")] } as unknown as Schema;
const group = (title: string, labels: string[], more: Partial<CommandGroup> = {}): CommandGroup => ({
  title,
  commands: labels.map((label) => ({ label, icon: IconPlus, run: () => undefined })),
  ...more,
});

const groups = inPalette(
  [
    group("Create", ["New lead"]),
    group("On 2418 Larkspur Way", ["Archive"]),
    group("On 2418 Larkspur Way", ["Move to Closed"]),
  ],
  [group("AI on this escrow", ["Draft the remarks"]), group("AI tasks", ["Score leads"])],
  group("You", ["Dark theme", "Sign out"], { whenAsked: true }),
);

function listed(query: string) {
  return entriesOf(query, [], schema, groups, []).map(({ title, entries }) => [
    title,
    ...entries.map((entry) => (entry.is === "command" ? entry.command.label : entry.id)),
  ]);
}

test("the open record's commands come first, under one heading, then its AI tasks", () => {
  expect(listed("")).toEqual([
    ["On 2418 Larkspur Way", "Archive", "Move to Closed"],
    ["AI on this escrow", "Draft the remarks"],
    ["Create", "New lead"],
    ["AI tasks", "Score leads"],
  ]);
});

test("what concerns oneself is listed where it is asked for", () => {
  expect(listed("dark")).toEqual([["You", "Dark theme"]]);
  expect(listed("sign out")).toEqual([["You", "Sign out"]]);
  expect(listed("move cl")).toEqual([["On 2418 Larkspur Way", "Move to Closed"]]);
});

test("a command is found by other words for what it does", () => {
  const run = () => undefined;
  const commands = [{ label: "Settings: Members and teams", also: "invite add user", icon: IconPlus, run }];
  const own = inPalette([], [], { title: "You", whenAsked: true, commands });
  const found = entriesOf("invite", [], schema, own, []);
  expect(found.map(({ entries }) => entries.length)).toEqual([1]);
});

test("each line has an id of its own", () => {
  const ids = entriesOf("", [], schema, groups, []).flatMap(({ entries }) => entries.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
