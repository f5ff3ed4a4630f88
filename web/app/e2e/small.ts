import { execFileSync } from "node:child_process";
import { binary } from "./process";

// A brokerage with the demo's people and a few records: a device has them all in a moment. The demo has 1,600.

type Person = [email: string, name: string, role: string, broker: string, team?: string];

const people: Person[] = [
  ["broker@demo.test", "Bea Broker", "broker", "Demo Realty"],
  ["lead@demo.test", "Leo Lead", "lead", "Demo Realty", "Harbor"],
  ["agent1@demo.test", "Ana Agent", "agent", "Demo Realty", "Harbor"],
  ["agent2@demo.test", "Abe Agent", "agent", "Demo Realty", "Harbor"],
  ["viewer@demo.test", "Vic Viewer", "viewer", "Demo Realty", "Harbor"],
  ["agent3@demo.test", "Ada Agent", "agent", "Demo Realty", "Valley"],
  ["outsider@other.test", "Olaf Outsider", "agent", "Other Realty", "Coast"],
];

const streets = ["Cedar Ln", "Elm St", "Maple Ct", "Oak Blvd", "Laurel Way"];

/** The day that is so many days from today, as a date of a record. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

/** Makes the people in a folder without data. */
export function addPeople(folder: string): void {
  for (const [email, name, role, broker, team] of people) {
    const who = ["--email", email, "--name", name, "--role", role, "--broker", broker];
    const flags = [...who, ...(team ? ["--team", team] : []), "--password-stdin"];
    execFileSync(binary, ["user", "add", "--data", folder, ...flags], { input: "demo-password\n", stdio: "pipe" });
  }
}

/** An escrow that is under contract, with something in each part of its page. */
export function escrowFields(index: number): Record<string, unknown> {
  return {
    propertyAddress: `${5_201 + index} ${streets[index % streets.length]}, Roseville, CA 95661`,
    purchasePrice: 61_340_100 + index * 100_000,
    side: index % 2 ? "buyer" : "dual",
    status: "open",
    acceptanceDate: day(-30),
    openedDate: day(-29),
    closeOfEscrowDate: day(20 + index),
    earnestMoneyDeposit: { amount: 613_401, dueDate: day(-26), holder: "Demo Title" },
    financing: "Cash",
    checklist: [{ id: "disclosures", title: "Send the disclosures", required: true, status: "done" }],
    contingencies: [
      { id: "investigation", type: "investigation", status: "active", dueDate: day(3) },
      { id: "appraisal", type: "appraisal", status: "active", dueDate: day(3) },
      { id: "loan", type: "loan", status: "active", dueDate: day(7) },
    ],
    tags: ["demo"],
  };
}

const commission = { grossPct: 5, sidePct: 2.5, splits: [{ id: "agent", payee: "Agent", pct: 70 }] };

export function listingFields(index: number): Record<string, unknown> {
  return {
    ListingId: `SMALL${index}`,
    StandardStatus: "Active",
    PropertyType: "Residential",
    UnparsedAddress: `${452 + index} ${streets[index % streets.length]}`,
    City: "Citrus Heights",
    StateOrProvince: "CA",
    PostalCode: "95621",
    ListPrice: 19_800_000 + index * 1_000_000,
    BedroomsTotal: 3,
    LivingArea: 1_073,
    PublicRemarks: "Fresh paint throughout.",
  };
}

export function clientFields(index: number): Record<string, unknown> {
  return {
    FirstName: ["Omar", "Ines", "Kofi"][index % 3],
    LastName: `Silva ${index}`,
    ContactStatus: "Active",
    ContactType: ["Buyer"],
    Email: [`client${index}@example.com`],
    TEL: [{ id: "tel-1", number: `+1-916-555-01${String(index).padStart(2, "0")}`, preferred: true, type: "mobile" }],
  };
}

export function leadFields(index: number): Record<string, unknown> {
  return {
    name: `Rosa Young ${index}`,
    source: "Past client",
    stage: "new",
    email: `lead${index}@example.com`,
    phone: `+1-530-555-01${String(index).padStart(2, "0")}`,
    score: 40 + index,
  };
}

export function appointmentFields(index: number): Record<string, unknown> {
  return {
    SUMMARY: `Buyer consult ${index}`,
    kind: "buyer_consult",
    DTSTART: `${day(index)}T22:00:00Z`,
    DTEND: `${day(index)}T23:00:00Z`,
    TZID: "America/Los_Angeles",
    LOCATION: "5051 Oak Blvd, Sacramento",
  };
}

/** Makes the records at the API of a server that has the people. */
export async function addRecords(url: string): Promise<void> {
  const ada = await signIn(url, "agent3@demo.test");
  await ada("/escrows", { fields: escrowFields(16), visibility: "broker" });
  const ana = await signIn(url, "agent1@demo.test");
  for (let index = 0; index < 16; index++) {
    await ana("/escrows", { fields: escrowFields(index), private: { commission }, visibility: "team" });
  }
  for (let index = 0; index < 4; index++) {
    await ana("/listings", { fields: listingFields(index), visibility: "team" });
    await ana("/clients", { fields: clientFields(index), visibility: "team" });
    await ana("/leads", { fields: leadFields(index), visibility: "team" });
    await ana("/appointments", { fields: appointmentFields(index), visibility: "team" });
  }
}

async function signIn(url: string, email: string) {
  const { accessToken } = (await post("/auth/login", { email, password: "demo-password" })) as { accessToken: string };
  return (path: string, body: unknown) => post(path, body, accessToken);

  async function post(path: string, body: unknown, token?: string): Promise<unknown> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
