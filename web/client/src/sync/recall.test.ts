import { afterEach, expect, test, vi } from "vitest";
import { Observable } from "../lib/observable";
import { connectTo } from "./http";
import { forgetSession, keepSession } from "./ownsession";
import { awaitRecall } from "./recall";
import type { Connection } from "./socket";

afterEach(() => {
  vi.useRealTimers();
  forgetSession();
});

/** The server's refusal of a refresh cookie. */
const refused = (body: object) =>
  new Response(JSON.stringify({ status: 401, code: "unauthenticated", detail: "sign in first, or again", ...body }), {
    status: 401,
    headers: { "Content-Type": "application/problem+json" },
  });

test("a page that is open with an ended sign-in learns that its device was signed out from elsewhere", async () => {
  vi.useFakeTimers();
  keepSession("s1");
  let said: object = {};
  const asked = vi.fn(async () => refused(said));
  connectTo({ fetch: asked });
  const connection = new Observable<Connection>({ state: "ended", code: 3500, reason: "" });
  const stop = awaitRecall(connection);
  const later = () => vi.advanceTimersByTimeAsync(600_000);
  await later();
  said = { revokedSession: "s2" }; // another device's
  await later();
  expect(asked).toHaveBeenCalledTimes(2);
  expect(connection.get()).toMatchObject({ code: 3500 });
  said = { revokedSession: "s1" };
  connection.set({ state: "connecting" }); // somebody has signed in again
  await later();
  expect(connection.get()).toEqual({ state: "connecting" });
  connection.set({ state: "ended", code: 3500, reason: "" });
  await later();
  expect(connection.get()).toEqual({ state: "ended", code: 4502, reason: "revoked=s1" });
  stop();
  await later();
  expect(asked).toHaveBeenCalledTimes(4);
});
