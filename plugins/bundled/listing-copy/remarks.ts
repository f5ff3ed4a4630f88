/** The fields of a listing for the remarks, all of them public. Money is in cents. */
export interface ListingFields {
  PropertyType?: string;
  PropertySubType?: string;
  City?: string;
  StateOrProvince?: string;
  ListPrice?: number;
  BedroomsTotal?: number;
  BathroomsTotalInteger?: number;
  LivingArea?: number;
  LotSizeSquareFeet?: number;
  YearBuilt?: number;
  GarageSpaces?: number;
  AssociationFee?: number;
  AssociationFeeFrequency?: string;
  PublicRemarks?: string;
}

const kinds: Record<string, string> = {
  "Single Family Residence": "Single-family home",
  Condominium: "Condominium",
  Townhouse: "Townhouse",
  "Multi Family": "Multi-family property",
};

/** Remarks by rules: the fields and the highlights in plain sentences. */
export function remarks(fields: ListingFields, highlights: string[]): string {
  const sentences = [opening(fields), building(fields), dues(fields), extras(highlights), price(fields)];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function opening(f: ListingFields): string {
  const kind = kinds[f.PropertySubType ?? ""] ?? f.PropertySubType ?? (f.PropertyType === "Land" ? "Land" : "Property");
  const has = listed([
    counted(f.BedroomsTotal, "bedroom"),
    counted(f.BathroomsTotalInteger, "bathroom"),
    f.LivingArea ? `${figure(f.LivingArea)} square feet of living space` : "",
  ]);
  return `${kind}${f.City ? ` in ${f.City}` : ""}${has === "" ? "" : ` with ${has}`}.`;
}

function building(f: ListingFields): string {
  const garage = f.GarageSpaces
    ? `a garage for ${f.GarageSpaces === 1 ? "one car" : `${figure(f.GarageSpaces)} cars`}`
    : "";
  const lot = f.LotSizeSquareFeet ? `a lot of ${figure(f.LotSizeSquareFeet)} square feet` : "";
  const built = f.YearBuilt ? `built in ${f.YearBuilt}${lot === "" ? "" : ` on ${lot}`}` : lot;
  const sentence = built === "" || garage === "" ? built + garage : `${built}, with ${garage}`;
  return sentence === "" ? "" : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function dues(f: ListingFields): string {
  if (!f.AssociationFee) return "";
  const often = f.AssociationFeeFrequency ? ` ${f.AssociationFeeFrequency.toLowerCase()}` : "";
  return `Association fee ${dollars(f.AssociationFee)}${often}.`;
}

function extras(highlights: string[]): string {
  const said = listed(highlights.map((highlight) => highlight.trim().replace(/[.;,]+$/, "")));
  return said === "" ? "" : `Highlights: ${said}.`;
}

const price = (f: ListingFields) => (f.ListPrice ? `Offered at ${dollars(f.ListPrice)}.` : "");

const counted = (n: number | undefined, noun: string) => (n ? `${figure(n)} ${noun}${n === 1 ? "" : "s"}` : "");

/** "a, b and c". */
function listed(parts: string[]): string {
  const given = parts.filter((part) => part !== "");
  return given.length < 2 ? (given[0] ?? "") : `${given.slice(0, -1).join(", ")} and ${given[given.length - 1]}`;
}

/** 1234567 as 1,234,567. */
const figure = (n: number) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export const dollars = (cents: number) => `$${figure(Math.round(cents / 100))}`;
