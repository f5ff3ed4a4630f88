// Words that housing advertisements should not use. The federal Fair Housing Act (42 U.S.C. 3604(c)) forbids stating a
// preference by race, colour, religion, sex, disability, familial status or national origin. California's FEHA (Government
// Code 12955) adds source of income, age and others. The list helps the writer; it is not legal advice. "avoid" marks words
// that state a preference, "careful" marks words that depend on their context.

export interface Term {
  words: RegExp; // global and case-insensitive, at the borders of words
  level: "avoid" | "careful";
  about: string;
  reason: string;
  instead?: string;
}

const any = (...words: string[]) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}])`, "giu");

const familial = "familial status";
const religion = "religion";
const origin = "race or national origin";
const disability = "disability";
const income = "source of income";

export const terms: Term[] = [
  {
    words: any("adults? only", "no (?:children|kids)", "child[- ]free", "no famil(?:y|ies)", "childless"),
    level: "avoid",
    about: familial,
    reason: "turns families with children away",
  },
  {
    words: any(
      "(?:perfect|ideal|great|made) for (?:a |the )?(?:growing |young |large )?famil(?:y|ies)",
      "family[- ](?:friendly|oriented)",
      "for families",
    ),
    level: "avoid",
    about: familial,
    reason: "prefers families; describe the home, not who should live there",
    instead: "name the rooms, the yard or the park",
  },
  {
    words: any(
      "empty[- ]nesters?",
      "(?:perfect|ideal|great) for (?:singles?|couples?|students?|retirees?|newlyweds?)",
      "bachelor(?:ette)? pad",
      "(?:mature|single) (?:person|persons|people|couple|couples|individual|individuals)",
      "no students",
    ),
    level: "avoid",
    about: "familial status or age",
    reason: "says who should live there",
    instead: "describe the home",
  },
  {
    words: any("seniors?", "retirement"),
    level: "careful",
    about: "age",
    reason: "is allowed only for housing that is lawfully for older persons (55+ or 62+)",
  },
  {
    words: any("christian", "catholic", "jewish", "muslim", "mormon", "hindu", "buddhist", "kosher"),
    level: "avoid",
    about: religion,
    reason: "names a religion",
  },
  {
    words: any(
      "(?:near|close to|next to|walk(?:ing distance)? to|by)(?: the| a)? " +
        "(?:church|temple|synagogue|mosque|parish)(?:es|s)?",
    ),
    level: "careful",
    about: religion,
    reason: "uses a place of worship as a landmark",
    instead: "name a street or a park",
  },
  {
    words: any(
      "(?:white|black|asian|hispanic|latino|african[- ]american|chinese|mexican|indian|caucasian) " +
        "(?:area|neighbou?rhood|community|families|family|buyers?|tenants?|owners?)",
      "integrated (?:area|neighbou?rhood|community)",
      "ethnic(?: neighbou?rhood)?",
      "no immigrants",
      "citizens only",
      "english[- ]speaking(?: only)?",
    ),
    level: "avoid",
    about: origin,
    reason: "describes people by race or origin",
  },
  {
    words: any(
      "exclusive (?:area|neighbou?rhood|community|enclave)",
      "traditional neighbou?rhood",
      "desirable neighbou?rhood",
      "safe(?:st)? (?:area|neighbou?rhood|community|streets?)",
      "good neighbou?rhood",
      "low[- ]crime",
    ),
    level: "careful",
    about: origin,
    reason: "is read as a hint at who lives there, and can't be proved",
    instead: "name what is there: parks, transit, shops",
  },
  {
    words: any(
      "no (?:wheelchairs?|disabled|handicapped)",
      "able[- ]bodied",
      "healthy (?:only|persons?|people)",
      "not (?:suitable|suited) for (?:the )?(?:disabled|handicapped|wheelchairs?)",
      "must be able to (?:walk|climb|live independently)",
    ),
    level: "avoid",
    about: disability,
    reason: "turns people with a disability away",
  },
  {
    words: any("handicap(?:ped)?", "crippled?", "wheelchair[- ]bound"),
    level: "careful",
    about: disability,
    reason: "is an outdated word for people",
    instead: "accessible; wheelchair-accessible",
  },
  {
    words: any(
      "no (?:section 8|vouchers?|housing assistance|welfare|public assistance)",
      "(?:section 8|vouchers?) not accepted",
      "employed (?:only|persons? only)",
      "working professionals? only",
      "(?:professionals?|executives?) only",
    ),
    level: "avoid",
    about: income,
    reason: "refuses a lawful source of income",
  },
  {
    words: any("(?:perfect|ideal|great) for (?:young )?(?:professionals?|executives?|commuters?)"),
    level: "careful",
    about: "who should live there",
    reason: "prefers a kind of buyer",
    instead: "name the distance to transit or offices",
  },
  {
    words: any(
      "(?:men|women|males?|females?|ladies|gentlemen) only",
      "no (?:men|women)",
      "(?:male|female) (?:roommate|tenant|buyer)s?",
      "mother[- ]in[- ]law (?:suite|unit|apartment)",
    ),
    level: "avoid",
    about: "sex",
    reason: "names a sex or a role",
    instead: "in-law suite; second unit",
  },
  {
    words: any("master (?:bed(?:room)?|bath(?:room)?|suite)"),
    level: "careful",
    about: "race",
    reason: "many listing services ask for another word",
    instead: "primary",
  },
  {
    words: any(
      "no pets including service animals",
      "no service (?:animals?|dogs?)",
      "no (?:emotional )?support animals?",
    ),
    level: "avoid",
    about: disability,
    reason: "service and support animals must be accommodated",
  },
];
