// Public remarks for a listing, and a check of them for fair housing.
import { avoids, check, type Finding, unknownFigures } from "./check.ts";
import { dollars, type ListingFields, remarks } from "./remarks.ts";
import { RoomkeyError, run, type Task } from "./roomkey.ts";

const maxTries = 2; // attempts of the model to write a text without words that must be avoided

interface Draft {
  text: string;
  by: "model" | "rules";
  why?: string; // why the text was written by rules
  findings: Finding[];
}

run({
  write(task) {
    const {
      listing: id,
      highlights = [],
      maxWords = 120,
    } = task.input<{ listing: string; highlights?: string[]; maxWords?: number }>();
    task.progress(5, "Reading the listing");
    const { fields } = task.get<ListingFields>("listing", id);
    const refused = highlights.flatMap((highlight) => avoids(check(highlight)));
    const allowed = highlights.filter((highlight) => avoids(check(highlight)).length === 0);
    const draft = byModel(task, fields, allowed, maxWords);
    const proposed = draft.text !== (fields.PublicRemarks ?? "");
    if (proposed) propose(task, id, draft.text);
    const leftOut = refused.map((finding) => ({ ...finding, reason: `${finding.reason}; the highlight was left out` }));
    task.output({ ...draft, proposed, findings: [...leftOut, ...draft.findings] });
  },

  check(task) {
    const { listing, text } = task.input<{ listing?: string; text?: string }>();
    const findings = check(
      listing === undefined ? (text ?? "") : (task.get<ListingFields>("listing", listing).fields.PublicRemarks ?? ""),
    );
    task.output({ ok: avoids(findings).length === 0, findings });
  },
});

function propose(task: Task, id: string, text: string) {
  try {
    task.propose({ type: "listing", id, fields: { PublicRemarks: text } });
  } catch (error) {
    if (error instanceof RoomkeyError && error.code === "denied")
      throw new RoomkeyError("denied", "You may not change the remarks of this listing.");
    throw error;
  }
}

/** The model's remarks, or remarks by rules if there is no model or it keeps using words that must be avoided. */
function byModel(task: Task, fields: ListingFields, highlights: string[], maxWords: number): Draft {
  const facts = factsOf(fields, highlights);
  const messages: { role: "system" | "user" | "assistant"; content: string }[] = [
    {
      role: "system",
      content:
        `Write the public remarks of a real-estate listing in at most ${maxWords} words of plain, vivid English, ` +
        "as one paragraph. Use the facts given and no others. Describe the home, never who should live there; no words " +
        "about race, religion, sex, disability, families, age or origin; nothing about safety or schools' quality. " +
        "Give the text alone.",
    },
    { role: "user", content: facts },
  ];
  for (let attempt = 1; ; attempt++) {
    task.progress(10 + 30 * attempt, attempt === 1 ? "Writing" : "Writing again without words to avoid");
    let text: string;
    try {
      text = task.complete({ messages, stream: true }).trim();
    } catch (error) {
      if (
        !(error instanceof RoomkeyError) ||
        (error.code !== "unavailable" && error.code !== "rate_limited" && error.code !== "denied")
      )
        throw error;
      return byRules(fields, highlights, error.message);
    }
    const findings = check(text);
    const bad = avoids(findings);
    if (text !== "" && bad.length === 0)
      return { text, by: "model", findings: [...findings, ...unknownFigures(text, facts)].sort((a, b) => a.at - b.at) };
    if (attempt === maxTries)
      return byRules(
        fields,
        highlights,
        text === "" ? "the model wrote nothing" : `the model insists on "${bad[0]?.words}"`,
      );
    const objections = bad.map((finding) => `"${finding.words}" (${finding.reason})`).join("; ");
    messages.push(
      { role: "assistant", content: text },
      { role: "user", content: `Write it again without: ${objections || "leaving it empty"}.` },
    );
  }
}

function byRules(fields: ListingFields, highlights: string[], why: string): Draft {
  const text = remarks(fields, highlights);
  return { text, by: "rules", why, findings: check(text) };
}

/** The facts for the model, one per line. */
function factsOf(fields: ListingFields, highlights: string[]): string {
  const { PublicRemarks: _, ListPrice, AssociationFee, ...rest } = fields;
  const told = [
    "PropertyType",
    "PropertySubType",
    "City",
    "StateOrProvince",
    "BedroomsTotal",
    "BathroomsTotalInteger",
    "LivingArea",
    "LotSizeSquareFeet",
    "YearBuilt",
    "GarageSpaces",
    "AssociationFeeFrequency",
  ] as const;
  const lines = told.flatMap((name) =>
    rest[name] === undefined || rest[name] === null ? [] : [`${name}: ${rest[name]}`],
  );
  if (ListPrice) lines.push(`ListPrice: ${dollars(ListPrice)}`);
  if (AssociationFee) lines.push(`AssociationFee: ${dollars(AssociationFee)}`);
  return [...lines, ...highlights.map((highlight) => `Highlight: ${highlight}`)].join("\n");
}
