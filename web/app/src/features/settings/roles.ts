import type { User } from "@roomkey/client";

type Role = User["role"];

/** What roles are called. */
export const roleNames: Readonly<Record<Role, string>> = {
  broker: "Broker",
  lead: "Team lead",
  agent: "Agent",
  viewer: "Viewer",
};

/** All roles, to choose one of. */
export const roles = Object.entries(roleNames).map(([value, label]) => ({ value, label }));

/** "an agent", "a team lead". */
export function roleWithArticle(role: Role): string {
  const name = roleNames[role].toLowerCase();
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}
