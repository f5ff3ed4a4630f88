import { connectTo, Unreachable } from "@roomkey/client";
import { afterEach, expect, test } from "vitest";
import { failureOf } from "../../ui/useAction";
import { changePassword } from "./changePassword";

const texts = { id: "u", email: "a@example.com", name: "Ana", role: "agent", broker: "b", actorPrefix: "p" };
const user = { ...texts, teams: [] };
const grant = { accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" };

/** A server whose answers to these requests are lost on their way. */
function losing(...lost: string[]) {
  const fetch = async (path: string | URL | Request, init?: RequestInit) => {
    const asked = `${init?.method} ${String(path).replace("/api/v1", "")}`;
    if (lost.includes(asked)) throw new TypeError("Failed to fetch");
    return asked.endsWith("/me") ? Response.json(user) : Response.json({ ...grant, user });
  };
  connectTo({ origin: "", fetch: fetch as typeof globalThis.fetch, token: undefined });
}

afterEach(() => connectTo({ origin: "", fetch: (...request) => globalThis.fetch(...request) })); // files share it

const change = () => changePassword("a@example.com", "old", "the-new-one");

test("a password whose following sign-in is lost is changed all the same", async () => {
  losing("POST /auth/login");
  expect(await change()).toBe(false);
  losing();
  expect(await change()).toBe(true);
});

test("where the answer is lost it is not said that nothing was changed", async () => {
  losing("PATCH /me");
  const cause = await change().catch((cause) => cause);
  expect(cause).toBeInstanceOf(Unreachable);
  expect(failureOf(cause).text).toMatch(/It may have been done all the same/);
  losing("POST /auth/refresh"); // it was not even asked for
  expect(failureOf(await change().catch((cause) => cause)).text).toMatch(/Nothing was changed/);
});
