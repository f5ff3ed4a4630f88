import { expect, test } from "vitest";
import { clientOf, stageAfter } from "./convert";

test("a lead becomes a client with its name, its addresses and its source", () => {
  const lead = { name: "Mary Ann  Smith", email: "m@example.com", phone: "9165550142", intent: "both", source: "web" };
  expect(clientOf(lead)).toEqual({
    FirstName: "Mary Ann",
    LastName: "Smith",
    Email: ["m@example.com"],
    TEL: [{ number: "9165550142", preferred: true }],
    ContactType: ["Buyer", "Seller"],
    ContactStatus: "Active",
    LeadSource: "web",
  });
  expect(clientOf({ name: "Cher", source: "x" })).toMatchObject({
    FirstName: "Cher",
    LastName: undefined,
    TEL: undefined,
  });
});

test("a stage that is further stays", () => {
  expect(stageAfter("new")).toBe("active_client");
  expect(stageAfter("closed")).toBe("closed");
});
