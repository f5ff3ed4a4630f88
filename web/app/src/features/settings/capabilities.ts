import type { Answer } from "@roomkey/client";

export type Capabilities = Answer<"get", "/plugins">["items"][number]["capabilities"];

/** One thing that a plugin may do, in words; key tells it from the others. */
export type Permission = { key: string; text: string; private: boolean };

/** What capabilities allow, a line each. nameOf gives a record type's name in the plural. */
export function permissionsOf(capabilities: Capabilities, nameOf: (type: string) => string): Permission[] {
  const found: Permission[] = [];
  for (const read of capabilities["records.read"] ?? []) {
    const [type = "", half] = read.split(".");
    const hidden = half === "private";
    const text = hidden ? `Read the private fields of ${nameOf(type)}` : `Read ${nameOf(type)}`;
    found.push({ key: `read ${read}`, text, private: hidden });
  }
  for (const field of capabilities["records.propose"] ?? []) {
    const [type = "", ...rest] = field.split(".");
    const name = rest.join(".");
    const hidden = name.startsWith("/private/");
    const what = name === "" ? `changes to ${nameOf(type)}` : `${name.replace("/private/", "")} of ${nameOf(type)}`;
    found.push({ key: `propose ${field}`, text: `Propose ${what}`, private: hidden });
  }
  for (const host of capabilities.http ?? []) {
    found.push({ key: `http ${host}`, text: `Talk to ${host}`, private: false });
  }
  if (capabilities.llm) found.push({ key: "llm", text: "Ask the language model", private: false });
  for (const secret of capabilities.secrets ?? []) {
    found.push({ key: `secret ${secret}`, text: `Use the secret ${secret}`, private: true });
  }
  return found;
}

/** The capabilities that are left when only the permissions of these keys are granted. */
export function limitedTo(capabilities: Capabilities, keys: ReadonlySet<string>): Capabilities {
  const some = (kind: string, list: string[] | null | undefined) =>
    (list ?? []).filter((one) => keys.has(`${kind} ${one}`));
  return {
    "records.read": some("read", capabilities["records.read"]),
    "records.propose": some("propose", capabilities["records.propose"]),
    http: some("http", capabilities.http),
    secrets: some("secret", capabilities.secrets),
    llm: keys.has("llm") ? capabilities.llm : null,
  };
}
