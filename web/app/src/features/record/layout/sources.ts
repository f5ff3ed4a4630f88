import { foldText, type Row, show } from "@roomkey/client";

/** Where leads come from in most brokerages: offered until one has its own. */
const usual = [
  "Referral",
  "Past client",
  "Open house",
  "Website",
  "Sign call",
  "Zillow",
  "Realtor.com",
  "Social media",
  "Sphere",
];

const most = 30;

/** Whether a field says where a person came from: anything may be typed, and what is known is offered. */
export function isSource(name: string): boolean {
  return name === "source" || name === "LeadSource";
}

/** The sources that leads and clients have, the most frequent first, then the usual ones; each is offered once. */
export function knownSources(rows: Iterable<Row>): string[] {
  const known = new Map<string, { said: string; count: number }>();
  const add = (said: string, by: number) => {
    const key = foldText(said);
    if (key === "") return;
    const one = known.get(key) ?? { said, count: 0 };
    known.set(key, { ...one, count: one.count + by });
  };
  for (const { type, fields } of rows) {
    if (type === "lead") add(show(fields.source).trim(), 1);
    else if (type === "client") add(show(fields.LeadSource).trim(), 1);
  }
  for (const said of usual) add(said, 0);
  const sorted = [...known.values()].sort((a, b) => b.count - a.count); // equal ones stay as they came
  return sorted.slice(0, most).map(({ said }) => said);
}
