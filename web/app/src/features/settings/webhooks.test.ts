import { expect, test } from "vitest";
import { type Delivery, deliveryState, eventGroups, eventLabel, healthOf, type Webhook } from "./webhooks";

const types = [
  { name: "lead", label: "Lead", labels: "Leads" },
  { name: "escrow", label: "Escrow", labels: "Escrows" },
];

test("events are told in words, by what they are about", () => {
  expect(eventLabel("lead:created", types)).toBe("Lead created");
  expect(eventLabel("ai:task:review", types)).toBe("Task to review");
  expect(eventLabel("ai:task:failed", types)).toBe("Task failed");
  expect(eventLabel("webhook:test", types)).toBe("Test");
  expect(eventLabel("boat:sunk", types)).toBe("boat sunk");
  const groups = eventGroups(["escrow:created", "lead:created", "lead:deleted", "ai:task:failed"], types);
  expect(groups.map(({ group, items }) => [group, items.length])).toEqual([
    ["Escrows", 1],
    ["Leads", 2],
    ["Tasks", 1],
  ]);
});

test("a webhook says that it is paused, off or failing", () => {
  const hook = (rest: Partial<Webhook>) =>
    healthOf({ status: "active", reason: null, failingSince: null, ...rest } as Webhook);
  expect(hook({})).toBeUndefined();
  expect(hook({ failingSince: "2026-12-01T00:00:00Z" })?.text).toBe("Failing");
  expect(hook({ status: "paused" })?.text).toBe("Paused");
  expect(hook({ status: "disabled", reason: "gone" })?.text).toBe("Turned off: it answered that it is gone");
});

test("a delivery says how it went", () => {
  const said = (rest: Partial<Delivery>) =>
    deliveryState({ status: "waiting", attempts: 0, nextAt: "2026-12-01T00:00:00Z", code: null, ...rest } as Delivery)
      .text;
  expect(said({})).toBe("Waiting");
  expect(said({ nextAt: null })).toBe("Held");
  expect(said({ attempts: 2, code: 503 })).toBe("Failed (503), will be tried again");
  expect(said({ attempts: 2 })).toBe("Failed, will be tried again");
  expect(said({ status: "delivered", code: 204 })).toBe("Delivered (204)");
  expect(said({ status: "failed", code: 500 })).toBe("Failed (500)");
  expect(said({ status: "dropped" })).toBe("Not sent");
});
